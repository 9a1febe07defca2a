import { instructions } from '../flow/ssa.js';
import { typeOfValue } from '../flow/value-type.js';
import type { TypeName } from '../names/symbol.js';
import type { Fact } from './fact.js';
import { slotTypes } from './slot-types.js';

/** The types to which the package puts pointers into interfaces with methods: it is the pointers that have them. */
export const boxedTypes: Fact<ReadonlySet<TypeName>> = {
  name: 'boxed-types',
  compute(pkg) {
    const found = new Set<TypeName>();
    for (const body of pkg.allBodies()) {
      const hasMethods = (type: ReturnType<typeof typeOfValue>) => {
        const under = body.types.underlying(type);
        return under.kind === 'interface' && under.methods.length + under.embedded.length > 0;
      };
      for (const instruction of instructions(body)) {
        for (const arg of new Set(instruction.args)) {
          if (!slotTypes(instruction, arg, body).some(hasMethods)) continue;
          const type = body.types.underlying(typeOfValue(arg, body));
          if (type.kind === 'pointer' && type.elem.kind === 'named') found.add(type.elem.symbol);
        }
      }
    }
    return found;
  },
};
