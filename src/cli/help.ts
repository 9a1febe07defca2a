import { type Flag, flags } from './flags.js';

const head = `Finds the code that makes Go programs run out of memory.

  go-oom-lint [PATTERN…]     lint packages; patterns are those of go list, ./... when there is none
  go-oom-lint rules          list the rules
  go-oom-lint explain RULE   say what a rule reports, why, and what to do about it
  go-oom-lint config print   print the configuration that holds, and where each value came from
  go-oom-lint config verify  check the configuration file
  go-oom-lint completion     print a script for bash or zsh that completes flags and rules
`;

const foot = `
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or something that could not be linted.
To silence a finding, write //oomlint:ignore RULE REASON above it.
`;

/** What `--help` prints: every flag in its group. */
export function helpText(): string {
  const width = Math.max(...flags.map((flag) => usage(flag).length)) + 2;
  const groups = [...new Set(flags.map(({ group }) => group))];
  const sections = groups.map((group) => {
    const rows = flags.filter((flag) => flag.group === group).map((flag) => row(flag, width));
    return `\n${group}:\n${rows.join('')}`;
  });
  return head + sections.join('') + foot;
}

function usage({ name, value, repeatable }: Flag): string {
  return `--${name}${value === undefined ? '' : ` ${value}`}${repeatable ? ' …' : ''}`;
}

function row(flag: Flag, width: number): string {
  const { describe = '', default: usual } = flag;
  return `  ${usage(flag).padEnd(width)}${describe}${usual === undefined ? '' : ` (default: ${usual})`}\n`;
}
