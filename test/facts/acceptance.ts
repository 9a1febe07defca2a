import { acceptance } from '../../src/engine/facts/goroutines/accepts.js';
import { ofFunction } from './asked.js';

export const unknown = 'no';

/** Whether the function hands out the next incoming connection: `yes` or `no`. */
export default ofFunction(acceptance, (accepts) => (accepts ? 'yes' : 'no'));
