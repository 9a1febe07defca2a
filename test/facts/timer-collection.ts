import { timerCollection } from '../../src/engine/facts/resources/timer-collection.js';
import type { Ask } from './asked.js';

/** Whether timers are collected in the package, because of what, and what would change that. */
const ask: Ask = ({ store }) => {
  const { collected, because, once } = store.get(timerCollection);
  return `${collected ? 'yes' : 'no'}, because ${because}${once === undefined ? '' : `; once ${once}`}`;
};

export default ask;
