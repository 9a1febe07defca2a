import { updatesFirst } from '../../src/engine/facts/pointers/receiver-state.js';
import { ofFunction } from './asked.js';

export const unknown = 'yes';

/** Whether the function makes what its first parameter points to of what was there: `yes` or `no`. */
export default ofFunction(updatesFirst, (updates) => (updates ? 'yes' : 'no'));
