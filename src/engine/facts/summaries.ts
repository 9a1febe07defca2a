import { acceptance } from './accepts.js';
import { registration } from './handlers.js';
import { parameterFlow } from './parameter-flow.js';
import { starts } from './starts.js';
import type { Summary } from './summary.js';
import { synchronisation } from './synchronisation.js';

/** Every summary that importers of a package may ask for: worked out when the package has been analysed. */
// biome-ignore lint/suspicious/noExplicitAny: each has a type of answer of its own, and none is looked into here.
export const summaries: readonly Summary<any>[] = [acceptance, parameterFlow, registration, starts, synchronisation];
