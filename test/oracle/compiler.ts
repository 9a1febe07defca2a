import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Diagnostic, lint } from '../../src/index.js';
import { type Contradiction, type JudgedFinding, type JudgedRule, judge, judgedRules } from './oracle.js';
import { environment } from './toolchain.js';

type Severity = Diagnostic['severity'];

/** What the compiler makes of the findings of one rule and severity. */
export interface Judged {
  readonly rule: JudgedRule;
  readonly severity: Severity;
  readonly findings: number;
  /** How many are in files that are not built for linux/amd64 without cgo. */
  readonly unseen: number;
  /** Files are absolute. */
  readonly contradictions: readonly Contradiction[];
}

/**
 * Lints the packages below a folder, and has the compiler judge what is found.
 * @param folder of a go.mod, or one below it; other modules in it are judged as they build by themselves
 * @throws {Error} with Go's output when it cannot build a package that something is found in
 */
export async function judgeFindings(folder: string): Promise<readonly Judged[]> {
  const { diagnostics } = await lint({
    patterns: ['./...'],
    cwd: folder,
    severity: 'info',
    rules: { only: [...judgedRules], disabled: [], preview: false },
  });
  const judged: Judged[] = [];
  for (const rule of judgedRules) {
    for (const severity of ['warning', 'info'] as const) {
      const own = diagnostics.filter((one) => one.rule === rule && one.severity === severity);
      judged.push({ rule, severity, findings: own.length, ...(await judgeAll(rule, own)) });
    }
  }
  return judged;
}

async function judgeAll(
  rule: JudgedRule,
  findings: readonly Diagnostic[],
): Promise<Pick<Judged, 'unseen' | 'contradictions'>> {
  const contradictions: Contradiction[] = [];
  let unseen = 0;
  for (const module of new Set(findings.map(({ place }) => moduleOf(place.file)))) {
    const own = findings.filter(({ place }) => moduleOf(place.file) === module);
    const questions = own.map((finding) => asked(finding, rule, module));
    const answer = await judge(module, questions, environment);
    contradictions.push(...answer.contradictions.map((one) => ({ ...one, file: join(module, one.file) })));
    unseen += answer.unseen.length;
  }
  return { unseen, contradictions };
}

function asked({ place, notes }: Diagnostic, rule: JudgedRule, module: string): JudgedFinding {
  const callees = notes.map((note) => note.place.file).filter((file) => file !== place.file);
  return {
    file: relative(module, place.file),
    line: place.line,
    rule,
    callees: callees.map((file) => relative(module, file)),
  };
}

/** The folder of the go.mod that a file belongs to. */
function moduleOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, 'go.mod')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
