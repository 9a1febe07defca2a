import { registration } from '../../src/engine/facts/goroutines/handlers.js';
import { ofFunction, parameterName } from './asked.js';

/** The parameters that the function registers as services: `service`, `users and orders`, `nothing`. */
export default ofFunction(
  registration,
  (services, body) => services.map((index) => parameterName(index, body)).join(' and ') || 'nothing',
);
