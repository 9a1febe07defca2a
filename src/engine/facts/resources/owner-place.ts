import { type Body, outwards, type Value } from '../../flow/ssa.js';
import type { FactStore } from '../fact.js';
import { origins } from '../memory/origins.js';
import { ELEMENT, type OwnerPath, within } from './owner-path.js';

/** Where a value was found: a root, and the way from it. */
export interface OwnerPlace {
  readonly root: Value;
  readonly path: OwnerPath;
}

/**
 * Follows a value back to the parameter, variable or call that it comes from; undefined when the way is too long.
 * @param elements whether to go on from an element to the slice or map that it is in
 */
export function placeOf(value: Value, store: FactStore, elements = true): OwnerPlace | undefined {
  const origin = store.get(origins);
  let root = value;
  let path: OwnerPath | undefined = '';
  for (let step = 0; step < MAX_STEPS && path !== undefined; step++) {
    const at = origin.of(root);
    if (!elements && isElement(at)) return { root: at, path };
    switch (at.op) {
      case 'load':
      case 'assert':
      case 'convert':
      case 'slice':
        root = at.args[0];
        break;
      case 'fieldaddr':
      case 'field':
        root = at.args[0];
        path = within(at.name, path);
        break;
      case 'indexaddr':
      case 'index':
      case 'lookup':
      case 'next':
        root = at.args[0];
        path = within(ELEMENT, path);
        break;
      case 'extract':
        if (at.args[0].op === 'next' ? at.index !== 2 : at.args[0].op === 'call' || at.index !== 0)
          return { root: at, path };
        root = at.args[0];
        break;
      default:
        return { root: at, path };
    }
  }
  return undefined;
}

const MAX_STEPS = 16;

/** What is read from a slice, an array or a map, by an index or by going through all of it. */
function isElement(value: Value): boolean {
  const { op, args } = value;
  if (op === 'load') return args[0].op === 'indexaddr';
  return op === 'indexaddr' || op === 'index' || op === 'lookup' || (op === 'extract' && args[0].op !== 'call');
}

/** The body, of the one given and those around it, to which a value belongs. */
export function homeOf(value: Value, body: Body): Body {
  const isAt = (one: Body) =>
    value.op === 'param'
      ? one.params.includes(value)
      : 'block' in value && one.blocks[value.block.index] === value.block;
  for (const one of outwards(body)) if (isAt(one)) return one;
  return body;
}

/** The parameter of the body, or of one around it, that a value is. */
export function parameterOf(root: Value, body: Body): number | undefined {
  const param =
    root.op === 'param'
      ? root
      : root.op === 'alloc' || root.op === 'freevar'
        ? body.params.find(({ symbol }) => symbol !== undefined && symbol === root.symbol)
        : undefined;
  return param !== undefined && body.params.includes(param) ? param.index : undefined;
}
