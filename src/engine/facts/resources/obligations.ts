import { type Body, type Call, calls, type InstructionOf } from '../../flow/ssa.js';
import type { AssumptionBits, Fact, FactStore } from '../fact.js';
import { type Acquisition, acquisitionsOf, hasDescriptor, isOthers, possessionOf } from './acquisitions.js';
import { courseOf } from './course.js';
import type { Fate } from './course-state.js';

/** Something that a function acquires, and what becomes of it. */
export interface Obligation extends Acquisition {
  /** The returns on whose paths it is neither released nor given away. */
  readonly leaks: readonly InstructionOf<'return'>[];
  /** Whether a loop acquires it again while the last one is still held. */
  readonly renewed: boolean;
  /** What becomes of it on the other paths: more than one where paths differ. */
  readonly fates: ReadonlySet<Fate>;
  /** False when there are too many paths to follow: then nothing is said of leaks. */
  readonly complete: boolean;
}

export interface Obligations {
  of(body: Body): readonly Obligation[];
  /** Those of one call. Whoever asks rests on what they rest on. */
  at(call: Call, body: Body): readonly Obligation[];
}

interface Resting {
  readonly all: readonly Obligation[];
  readonly assumptions: AssumptionBits;
}

export const obligations: Fact<Obligations> = {
  name: 'obligations',
  compute(_pkg, store) {
    const found = new Map<Call, Resting>();
    const at = (call: Call, body: Body) => {
      let resting = found.get(call);
      if (resting === undefined) {
        const { result: all, assumptions } = store.evidence.apart(() => obligationsAt(call, body, store));
        found.set(call, (resting = { all, assumptions }));
      }
      store.evidence.assumptions.bits |= resting.assumptions;
      return resting.all;
    };
    return { at, of: (body) => [...calls(body)].flatMap((call) => at(call, body)) };
  },
};

function obligationsAt(call: Call, body: Body, store: FactStore): readonly Obligation[] {
  return acquisitionsOf(call, body, store).map((acquisition) => {
    const course = courseOf(possessionOf(acquisition, store), store);
    const { exits, fates, renewed } = course;
    const complete = course.complete && !hasDescriptor(acquisition);
    const ends = exits.filter(({ fate }) => fate === 'held').map(({ at }) => at);
    const isLeft = isOthers(acquisition) || (ends.length > 0 && isForCaller(acquisition, fates));
    const held = isLeft ? [] : ends;
    return {
      ...acquisition,
      leaks: complete ? [...new Set(held)] : [],
      renewed: complete && renewed && !isLeft,
      fates: isLeft ? new Set<Fate>([...fates, 'moved']) : fates,
      complete,
    };
  });
}

/** A lock that is given back on no path is the purpose of the function: its caller unlocks. */
function isForCaller({ resource }: Acquisition, fates: ReadonlySet<Fate>): boolean {
  return resource.holds === 'lock' && !fates.has('released');
}
