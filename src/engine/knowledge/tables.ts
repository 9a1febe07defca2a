import type { ConversionTable } from './conversion-costs.js';
import type { InliningTable } from './inlining.js';
import type { ParameterFlowTable } from './parameter-flow.js';

/** The generated tables that are shipped beside the declarations, each read when first asked for. */
export interface Tables {
  readonly inlining: InliningTable;
  readonly parameterFlow: ParameterFlowTable;
  readonly conversions: ConversionTable;
}
