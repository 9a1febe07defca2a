import type { Confidence, Diagnostic, Severity } from './diagnostic.js';

const severities: readonly Severity[] = ['info', 'warning', 'error'];
const confidences: readonly Confidence[] = ['possible', 'likely', 'certain'];

export function isBelow(severity: Severity, other: Severity): boolean {
  return severities.indexOf(severity) < severities.indexOf(other);
}

export function reachesSeverity({ severity }: Diagnostic, least: Severity): boolean {
  return !isBelow(severity, least);
}

export function reachesConfidence({ confidence }: Diagnostic, least: Confidence): boolean {
  return confidences.indexOf(confidence) >= confidences.indexOf(least);
}
