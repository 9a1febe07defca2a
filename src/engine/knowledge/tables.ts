import type { ConversionTable } from './conversion-costs.js';
import type { InliningTable } from './inlining.js';
import type { Known } from './known.js';
import type { ParameterFlowTable } from './parameter-flow.js';

/** What is known beforehand: the generated tables that are shipped beside the declarations, and what was written by hand. */
export interface Tables {
  readonly inlining: InliningTable;
  readonly parameterFlow: ParameterFlowTable;
  readonly conversions: ConversionTable;
  readonly known: Known;
}
