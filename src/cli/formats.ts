import type { Report } from '../engine/report/report.js';
import type { TextOptions } from '../engine/report/text.js';
import { informationUri } from './about.js';
import { readExamples } from './examples.js';

/** What is not the same for every output of a run. */
export interface Presentation {
  readonly text: TextOptions;
  /** Of SARIF: tells several uploads for a commit apart. */
  readonly category?: string;
}

type Reporter = (report: Report, presentation: Presentation) => Promise<string>;

/** Every format there is; its reporter is loaded when it is asked for. */
export const formats = {
  text: async (report, { text }) => (await import('../engine/report/text.js')).formatText(report, text),
  json: async (report) => (await import('../engine/report/json.js')).formatJson(report),
  jsonl: async (report) => (await import('../engine/report/json.js')).formatJsonLines(report),
  sarif: async (report, { category }) => {
    const { formatSarif } = await import('../engine/report/sarif.js');
    const { gzipSync } = await import('node:zlib');
    const examples = readExamples();
    return formatSarif(report, {
      informationUri,
      ...(category === undefined ? {} : { category }),
      examplesOf: (rule) => examples.get(rule),
      gzippedSize: (text) => gzipSync(text).length,
    });
  },
  github: async (report) => (await import('../engine/report/github.js')).formatGithub(report),
  gitlab: async (report) => (await import('../engine/report/gitlab.js')).formatGitlab(report),
  checkstyle: async (report) => (await import('../engine/report/checkstyle.js')).formatCheckstyle(report),
  junit: async (report) => (await import('../engine/report/junit.js')).formatJunit(report),
  rdjson: async (report) => (await import('../engine/report/rdjson.js')).formatRdjson(report),
} satisfies Readonly<Record<string, Reporter>>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];
