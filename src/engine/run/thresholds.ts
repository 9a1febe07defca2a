import type { Confidence, Diagnostic, Severity } from './diagnostic.js';

const severities: readonly Severity[] = ['info', 'warning', 'error'];
const confidences: readonly Confidence[] = ['possible', 'likely', 'certain'];

export function reachesSeverity({ severity }: Diagnostic, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}

export function reachesConfidence({ confidence }: Diagnostic, least: Confidence): boolean {
  return confidences.indexOf(confidence) >= confidences.indexOf(least);
}
