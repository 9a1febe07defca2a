import type { Body, InstructionOf, Value } from '../../flow/ssa.js';
import type { Use } from '../../flow/uses.js';
import type { TextFunction } from '../../knowledge/conversion-costs.js';
import type { GoPackage } from '../../names/package.js';

/** What the copy that a conversion makes costs: as an argument does, or Unknown. */
export type CopyCost = 'free' | 'stack' | 'heap' | 'unknown';

/** How the same is done without the copy. `name` is a function's full name. */
export type Remedy =
  | { readonly by: 'counterpart'; readonly name: string; readonly instead: string }
  /** A Write that has no twin for strings. */
  | { readonly by: 'writing'; readonly name: string }
  /** The operand itself: ranged over, indexed, measured, appended. */
  | { readonly by: 'operand' }
  | { readonly by: 'decoding runes' }
  /** A lookup before the update of a map. `again`: the update reads what the map has, so that keys come more than once. */
  | { readonly by: 'looking up first'; readonly again: boolean }
  /** A comparison, lookup or concatenation with the conversion written in it. */
  | { readonly by: 'comparing in place' | 'looking up in place' | 'typed keys' | 'appending' };

/** What one use makes of a converted text. */
export interface TextUse {
  readonly cost: CopyCost;
  /** Undefined when the use needs the copy. */
  readonly remedy: Remedy | undefined;
  /** Whether it is met on few turns only: on an error path, behind the loop, for what a map does not have yet. */
  readonly rare: boolean;
  /** Whether it neither writes to the text nor keeps it, so that one that was converted before would do. */
  readonly reads: boolean;
}

/** What the uses are looked at with. */
export interface UseContext {
  readonly body: Body;
  /** Whether a value is at hand as text of the other kind, or can be had before the loop. */
  atHand(value: Value): boolean;
  /** What is known of a function of the standard library that takes text, by full name. */
  textFunction(name: string): TextFunction | undefined;
  /** Whether a package belongs to the standard library, and is not linted. */
  isLibrary(pkg: GoPackage): boolean;
  /** What a value was before it was put into a variable. */
  originOf(value: Value): Value;
  /** Whether control gets there on few turns only. */
  isRare(use: Use): boolean;
  /** Whether a map is asked for a key before, and told it only if it does not have it. */
  isNewKey(update: InstructionOf<'mapupdate'>): boolean;
  /** Whether what a map is told for a key derives from what it had: `m[k]++`, `m[k] = append(m[k], x)`. */
  isRevised(update: InstructionOf<'mapupdate'>): boolean;
  /** Whether the compiler that builds the program is at least Go 1 of this minor version. */
  compiledBy(minor: number): boolean;
}
