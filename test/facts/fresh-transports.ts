import { freshTransports } from '../../src/engine/facts/clients/fresh-transports.js';
import { ofFunction } from './asked.js';

/** The results with a transport of their own: `0`, or `0.Transport` for a part of one. */
export default ofFunction(freshTransports, (all) =>
  all.length === 0 ? 'nothing' : all.map(({ result, at }) => (at === '' ? `${result}` : `${result}.${at}`)).join(', '),
);
