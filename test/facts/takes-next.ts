import { takesNext } from '../../src/engine/facts/recursion/streams.js';
import { type Ask, ofFunction } from './asked.js';

/** The parameters of which a function takes the next part, by position, the receiver counted; or `nothing`. */
const ask: Ask = ofFunction(takesNext, (parameters) => parameters.join(', ') || 'nothing');

export default ask;
