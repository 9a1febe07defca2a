import { type Body, type Call, calls, type InstructionOf } from '../../flow/ssa.js';
import type { Resource } from '../../knowledge/resources.js';
import type { AssumptionBits, Fact, FactStore } from '../fact.js';
import { type Acquisition, acquisitionsOf, hasDescriptor, isOthers, possessionOf } from './acquisitions.js';
import { courseOf, type Outcomes } from './course.js';
import type { Fate } from './course-state.js';
import { failsAt } from './failures.js';
import { takenOver } from './taken-over.js';

/** Something that a function acquires, and what becomes of it. */
export interface Obligation extends Acquisition {
  /** The returns on whose paths it is neither released nor given away: those of the goroutine that takes it over, too. */
  readonly leaks: readonly InstructionOf<'return'>[];
  /** Whether a loop acquires it again while the last one is still held. */
  readonly renewed: boolean;
  /** Where the loop goes on while it is held, when a statement says so. */
  readonly goesOn: readonly InstructionOf<'jump'>[];
  /** What becomes of it on the other paths: more than one where paths differ. */
  readonly fates: ReadonlySet<Fate>;
  /** False when there are too many paths to follow: then nothing is said of leaks. */
  readonly complete: boolean;
}

export interface Obligations {
  of(body: Body): readonly Obligation[];
  /** Those of one call. What is of no interest is not followed, which is the costly part. */
  at(call: Call, body: Body, wants?: (resource: Resource) => boolean): readonly Obligation[];
}

export const obligations: Fact<Obligations> = {
  name: 'obligations',
  compute(_pkg, store) {
    const acquired = remembered(store, (call: Call, body: Body) => acquisitionsOf(call, body, store));
    const followed = remembered(store, (acquisition: Acquisition) => obligationOf(acquisition, store));
    const at: Obligations['at'] = (call, body, wants = () => true) =>
      acquired(call, body)
        .filter(({ resource }) => wants(resource))
        .map((acquisition) => followed(acquisition));
    return { at, of: (body) => [...calls(body)].flatMap((call) => at(call, body)) };
  },
};

/** Works something out once for each key; whoever asks rests on what the answer rests on. */
function remembered<K extends object, A extends readonly unknown[], T>(
  { evidence }: FactStore,
  answer: (key: K, ...more: A) => T,
): (key: K, ...more: A) => T {
  const known = new Map<K, { readonly result: T; readonly assumptions: AssumptionBits }>();
  return (key, ...more) => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = evidence.apart(() => answer(key, ...more))));
    evidence.assumptions.bits |= found.assumptions;
    return found.result;
  };
}

function obligationOf(acquisition: Acquisition, store: FactStore): Obligation {
  const possession = possessionOf(acquisition, store);
  const course = courseOf(possession, store);
  const { exits, fates, renewed } = course;
  const isTold = acquisition.isShown !== true || isPlain(course, acquisition.body);
  const complete = course.complete && !hasDescriptor(acquisition) && isTold;
  const ends = exits.filter(({ fate }) => fate === 'held').map(({ at }) => at);
  const isLeft = isOthers(acquisition) || (ends.length > 0 && isForCaller(acquisition, fates));
  const after = isLeft || !complete ? undefined : takenOver(possession, exits, store);
  const held = isLeft ? [] : [...ends, ...(after?.leaks ?? [])];
  return {
    ...acquisition,
    leaks: complete ? [...new Set(held)] : [],
    renewed: complete && renewed && !isLeft,
    goesOn: complete && renewed && !isLeft ? [...course.goesOn] : [],
    fates: isLeft
      ? new Set<Fate>([...fates, 'moved'])
      : after === undefined || after.leaks.length === 0
        ? fates
        : after.fates,
    complete,
  };
}

/** Who releases it, or hands it on, wherever all goes well owes it to nobody where something fails. */
function isPlain({ exits, fates, renewed }: Outcomes, body: Body): boolean {
  return fates.size > 0 && !renewed && exits.every(({ fate, at }) => fate !== 'held' || failsAt(at, body) === true);
}

/** A lock that is given back on no path is the purpose of the function: its caller unlocks. */
function isForCaller({ resource }: Acquisition, fates: ReadonlySet<Fate>): boolean {
  return resource.holds === 'lock' && !fates.has('released');
}
