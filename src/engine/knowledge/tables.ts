import type { ConversionTable } from './conversion-costs.js';
import type { ParameterFlowTable } from './parameter-flow.js';

/** The generated tables that are shipped beside the declarations, each read when first asked for. */
export interface Tables {
  readonly parameterFlow: ParameterFlowTable;
  readonly conversions: ConversionTable;
}
