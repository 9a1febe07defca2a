import type { Body } from '../../flow/ssa.js';
import { isExported } from '../../names/symbol.js';
import type { Fact } from '../fact.js';

/** Whether a function can return something else than it does, as far as its package decides. */
export interface FixedSignatures {
  /** Whether it is a method that an interface in sight asks for. */
  isFixed(body: Body): boolean;
  /** Whether it may be: other packages have interfaces, too, and this one's exported methods. */
  mayBeFixed(body: Body): boolean;
}

export const fixedSignatures: Fact<FixedSignatures> = {
  name: 'fixed-signatures',
  compute({ pkg, calls }) {
    const isFixed = ({ symbol }: Body) => symbol?.receiver !== undefined && calls.isAskedFor(symbol);
    const isVisible = ({ symbol }: Body) =>
      symbol?.receiver !== undefined && isExported(symbol.name) && pkg.name !== 'main';
    return { isFixed, mayBeFixed: (body) => isVisible(body) || isFixed(body) };
  },
};
