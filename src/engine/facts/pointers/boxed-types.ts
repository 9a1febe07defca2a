import { instructions } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { TypeName } from '../../names/symbol.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { Type } from '../../types/type.js';
import type { Fact } from '../fact.js';
import { hasSlots, slotsOfResults, slotTypes } from './slot-types.js';

/**
 * The types to which the package puts pointers into interfaces with methods, or into what may be one: it is the
 * pointers that have them.
 */
export const boxedTypes: Fact<ReadonlySet<TypeName>> = {
  name: 'boxed-types',
  compute(pkg) {
    const found = new Set<TypeName>();
    const put = (value: Type, slot: Type | undefined) => {
      if (slot === undefined || !mayNeedMethods(slot, pkg.types)) return;
      const type = pkg.types.underlying(value);
      if (type.kind === 'pointer' && type.elem.kind === 'named') found.add(type.elem.symbol);
    };
    for (const body of pkg.allBodies()) {
      for (const instruction of instructions(body)) {
        if (!hasSlots(instruction)) continue;
        for (const arg of instruction.args) {
          const type = typeOfValue(arg, body);
          if (pkg.types.underlying(type).kind === 'pointer')
            for (const slot of slotTypes(instruction, arg, body)) put(type, slot);
          if (type.kind !== 'tuple') continue;
          const slots = slotsOfResults(instruction, type.types.length, body);
          type.types.forEach((part, i) => put(part, slots[i]));
        }
      }
    }
    return found;
  },
};

function mayNeedMethods(type: Type, types: PackageTypes): boolean {
  const under = types.underlying(type);
  return under.kind === 'unknown' || (under.kind === 'interface' && under.methods.length + under.embedded.length > 0);
}
