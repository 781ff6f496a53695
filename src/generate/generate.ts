import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import { createCommandGenerator } from './command-generator.ts';
import type { Generator, GeneratorPorts } from './generation.ts';
import { createSwagGenerator } from './swag-generator.ts';

export type { Generation, Generator, GeneratorPorts } from './generation.ts';

/**
 * Makes the generator of the plan: swag, or the user's own command. Keeps what it remembers from run to run
 * in `plan.output.cache`. Starts nothing yet.
 */
export function createGenerator(plan: Plan, swagger: SwaggerPlan, ports: GeneratorPorts): Generator {
  const { command } = swagger;
  return command === undefined
    ? createSwagGenerator(plan, swagger, ports)
    : createCommandGenerator(plan, { ...swagger, command }, ports);
}
