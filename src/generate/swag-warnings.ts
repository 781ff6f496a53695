import type { Problem } from '../plan/problem.ts';

/**
 * The warnings on swag's stdout that a person should know of: routes that are declared twice, of which one
 * is missing from the specification. All else there is progress, or of no consequence.
 */
export function readSwagWarnings(stdout: string): Problem[] {
  const routes = [...stdout.matchAll(/warning: route (\S+ \S+) is declared multiple times/g)].map(
    (match) => match[1],
  );
  return [...new Set(routes)].map((route) => ({
    message: `swagger: the route ${route} is declared more than once; only the last one is in the specification.`,
    hint: `Look for \`@Router\` lines with this path, and give each handler a route of its own.`,
  }));
}
