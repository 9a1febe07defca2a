import { fieldSettings } from '../../src/engine/facts/timeouts/field-settings.js';
import { ofFunction, parameterName } from './asked.js';

/** The fields of parameters that the function assigns: `s.timeout`. */
export default ofFunction(fieldSettings, (all, body) =>
  all.length === 0
    ? 'nothing'
    : all
        .map(({ parameter, field }) => `${parameterName(parameter, body)}.${field}`)
        .sort()
        .join(', '),
);
