import type { Diagnostic, DiagnosticFix, NotAnalysed, Place, Severity } from '../run/diagnostic.js';
import type { LintError } from '../run/options.js';
import { printable, printableJson } from './escape.js';
import { lineHashes } from './line-hash.js';
import { relativeUri } from './paths.js';
import { amount, type Report, severities } from './report.js';
import { type ExamplesOf, levels, ruleDescriptor } from './sarif-rules.js';

export interface SarifOptions {
  /** Where to read about go-oom-lint. */
  readonly informationUri: string;
  /** Tells this run from others of the same commit (`runAutomationDetails.id`). */
  readonly category?: string;
  readonly examplesOf: ExamplesOf;
  /** Bytes of a text when gzipped. */
  gzippedSize(text: string): number;
}

/** What GitHub accepts and shows of one upload (its docs: "SARIF support for code scanning", limits). */
const limits = {
  results: 25_000,
  gzippedBytes: 10_000_000,
  shown: 5_000,
  relatedLocations: 100,
  flowSteps: 1_000,
};

/**
 * SARIF 2.1.0 as GitHub code scanning reads it, with a final line end. Of more results than GitHub takes the most
 * severe are kept, and a notification says so.
 */
export function formatSarif(report: Report, options: SarifOptions): string {
  const writer = new SarifWriter(report, options);
  let most = limits.results;
  for (;;) {
    const text = `${printableJson(writer.log(most))}\n`;
    const size = options.gzippedSize(text);
    if (size <= limits.gzippedBytes || most === 0) return text;
    const kept = Math.min(most, report.result.diagnostics.length);
    most = Math.floor(kept * Math.min(0.9, limits.gzippedBytes / size));
  }
}

class SarifWriter {
  readonly #report: Report;
  readonly #options: SarifOptions;
  readonly #hashes = new Map<string, readonly string[]>();
  readonly #ruleIndex: ReadonlyMap<string, number>;
  readonly #marksSuppressions: boolean;

  constructor(report: Report, options: SarifOptions) {
    this.#report = report;
    this.#options = options;
    this.#ruleIndex = new Map(report.rules.map(({ name }, index) => [name, index]));
    this.#marksSuppressions = report.result.diagnostics.some(({ suppressed }) => suppressed !== undefined);
  }

  /** The log with at most so many results. */
  log(mostResults: number): object {
    const { result, version, rules } = this.#report;
    const { informationUri, category, examplesOf } = this.#options;
    const kept = mostSevere(result.diagnostics, mostResults);
    const driver = {
      name: 'go-oom-lint',
      semanticVersion: version,
      informationUri,
      rules: rules.map((rule) => ruleDescriptor(rule, examplesOf)),
    };
    const run = {
      tool: { driver },
      ...(category === undefined ? {} : { automationDetails: { id: `${category.replace(/\/+$/, '')}/` } }),
      invocations: [
        {
          executionSuccessful: result.errors.length === 0,
          toolExecutionNotifications: this.#notifications(kept),
        },
      ],
      columnKind: 'utf16CodeUnits',
      results: kept.map((diagnostic) => this.#result(diagnostic)),
    };
    return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  }

  #result(diagnostic: Diagnostic): object {
    const { rule, severity, confidence, place, fixes, suppressed } = diagnostic;
    const notes = diagnostic.notes.slice(0, limits.relatedLocations);
    return {
      ruleId: rule,
      ruleIndex: this.#ruleIndex.get(rule),
      level: levels[severity],
      message: { text: messageOf({ ...diagnostic, notes }) },
      locations: [this.#location(place)],
      ...(notes.length === 0
        ? {}
        : {
            relatedLocations: notes.map((note, i) => ({
              id: i + 1,
              ...this.#location(note.place),
              message: { text: plainText(note.message) },
            })),
          }),
      ...this.#codeFlows(diagnostic),
      partialFingerprints: this.#fingerprints(diagnostic),
      ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => this.#fix(fix)) }),
      ...(this.#marksSuppressions
        ? {
            suppressions: suppressed
              ? [{ kind: 'inSource', justification: suppressed.reason || suppressed.directive }]
              : [],
          }
        : {}),
      properties: { confidence },
    };
  }

  /** The way that leads through the finding, when its notes tell one; the steps nearest to it when there are too many. */
  #codeFlows({ message, place, notes }: Diagnostic): object {
    const before = notes.filter(({ step }) => step === 'before');
    const after = notes.filter(({ step }) => step === 'after');
    if (before.length + after.length === 0) return {};
    const room = limits.flowSteps - 1;
    const nearest = before.slice(Math.max(0, before.length - room));
    const way = [...nearest, { message, place }, ...after.slice(0, room - nearest.length)];
    const locations = way.map((step) => ({
      location: { ...this.#location(step.place), message: { text: plainText(step.message) } },
    }));
    return { codeFlows: [{ threadFlows: [{ locations }] }] };
  }

  #fingerprints({ place, fingerprint }: Diagnostic): object {
    const hash = this.#hashesOf(place.file)[place.line - 1];
    return {
      ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
      ...(fingerprint === '' ? {} : { 'finding/v1': fingerprint }),
    };
  }

  #hashesOf(file: string): readonly string[] {
    let hashes = this.#hashes.get(file);
    if (hashes === undefined) {
      const source = this.#report.result.readSource(file);
      hashes = source ? lineHashes(source) : [];
      this.#hashes.set(file, hashes);
    }
    return hashes;
  }

  #fix({ description, edits }: DiagnosticFix): object {
    const files = [...new Set(edits.map(({ place }) => place.file))];
    return {
      description: { text: plainText(description) },
      artifactChanges: files.map((file) => ({
        artifactLocation: this.#artifact(file),
        replacements: edits
          .filter(({ place }) => place.file === file)
          .map(({ place, newText }) => ({ deletedRegion: regionOf(place), insertedContent: { text: newText } })),
      })),
    };
  }

  #location(place: Place): object {
    return { physicalLocation: { artifactLocation: this.#artifact(place.file), region: regionOf(place) } };
  }

  #artifact(file: string): { uri: string } {
    return { uri: relativeUri(this.#report.pathRoot, file) };
  }

  #notifications(kept: readonly Diagnostic[]): object[] {
    const { diagnostics, errors, summary } = this.#report.result;
    return [
      ...errors.map((error) => this.#errorNotification(error)),
      ...[...limitNotes(diagnostics.length, kept.length), ...placeNotes(kept)].map((text) =>
        notification('limit', 'warning', text),
      ),
      ...summary.notAnalysed.map((entry) => this.#notAnalysedNotification(entry)),
      ...summary.notes.map((text) => notification('note', 'note', text)),
    ];
  }

  #errorNotification({ message, path }: LintError): object {
    return notification(
      'error',
      'error',
      message,
      path === undefined ? undefined : { artifactLocation: this.#artifact(path) },
    );
  }

  #notAnalysedNotification({ file, line, function: name, reason }: NotAnalysed): object {
    const what = name === undefined ? 'not analysed' : `function ${name} not analysed`;
    const region = line === undefined ? {} : { region: { startLine: line } };
    return notification('not-analysed', 'warning', `${what}: ${reason}`, {
      artifactLocation: this.#artifact(file),
      ...region,
    });
  }
}

function notification(
  id: string,
  level: 'error' | 'warning' | 'note',
  text: string,
  physicalLocation?: object,
): object {
  return {
    descriptor: { id },
    level,
    message: { text: `${plainText(text)}.` },
    ...(physicalLocation === undefined ? {} : { locations: [{ physicalLocation }] }),
  };
}

function limitNotes(found: number, kept: number): string[] {
  if (kept < found) {
    return [
      `${amount(found - kept)} of ${amount(found)} findings are left out, the least severe, for the file to stay within GitHub's limits`,
    ];
  }
  if (kept > limits.shown) return [`GitHub shows the ${amount(limits.shown)} most severe of ${amount(kept)} findings`];
  return [];
}

function placeNotes(kept: readonly Diagnostic[]): string[] {
  const most = limits.relatedLocations;
  const cut = kept.filter(({ notes }) => notes.length > most).length;
  if (cut === 0) return [];
  const text = `${amount(cut)} of the findings have more than the ${most} further places that GitHub shows`;
  return [`${text}; the rest is left out`];
}

/** At most so many, the most severe, in their own order. */
function mostSevere(diagnostics: readonly Diagnostic[], most: number): readonly Diagnostic[] {
  if (diagnostics.length <= most) return diagnostics;
  const ranked = severities.flatMap((severity: Severity) => diagnostics.filter((one) => one.severity === severity));
  const kept = new Set(ranked.slice(0, most));
  return diagnostics.filter((one) => kept.has(one));
}

/** What is wrong, each note as a link to its related location (SARIF 2.1.0, 3.11.6), then what to do. */
function messageOf({ message, notes, advice }: Diagnostic): string {
  const links = notes.map((note, i) => `[${plainText(note.message)}](${i + 1})`);
  const sentences = [plainText(message), ...links, ...(advice === '' ? [] : [`To mend it, ${plainText(advice)}`])];
  return sentences.map((text) => `${text}.`).join(' ');
}

/** Text in which nothing is taken for a link: brackets and backslashes are escaped. */
function plainText(text: string): string {
  return printable(text).replace(/[\\[\]]/g, '\\$&');
}

function regionOf({ line, column, endLine, endColumn }: Place): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}
