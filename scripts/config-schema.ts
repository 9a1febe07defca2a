import { configShape } from '../src/cli/config/config-shape.js';
import { globProblem, knownArchitectures, knownSystems, rules, suppressionRules } from '../src/index.js';

/** The JSON Schema of the configuration, from the shape that reads it. Draft 7: what editors understand. */
export function renderConfigSchema(): string {
  const shape = configShape({ rules, suppressionRules, knownSystems, knownArchitectures, globProblem });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of go-oom-lint',
    description: '.go-oom-lint.yaml, .go-oom-lint.yml or .go-oom-lint.json',
    ...shape.schema,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
