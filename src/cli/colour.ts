import type { Host } from './host.js';

/** Whether standard output is coloured: the flag decides, then FORCE_COLOR, NO_COLOR and TERM, then the terminal. */
export function wantsColour(flag: string, { env, stdout }: Host): boolean {
  if (flag !== 'auto') return flag === 'always';
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return false;
  return stdout.isTTY === true;
}
