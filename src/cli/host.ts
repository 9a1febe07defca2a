/** A stream that the command writes to: `process.stdout` and `process.stderr` fit. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** What the command is run with. */
export interface Host {
  /** Absolute, with `/` on every system. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The exit codes; a greater one wins. */
export const exitCodes = { clean: 0, findings: 1, failure: 2 };
