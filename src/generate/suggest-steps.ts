import { join } from 'node:path';
import { readTextIfThere } from '../plan/make-plan.ts';
import type { Plan, PresetName } from '../plan/plan.ts';
import type { RunEvent } from '../events/run-event.ts';
import { parseModFile } from '../golang/go-mod-file.ts';
import { findAbove } from './go-mod.ts';
import { writeIfChanged } from './own-outputs.ts';

/** By what a preset's tool is known to be used: its import path in go.mod, or a file in the project. */
const SIGNS: readonly (readonly [PresetName, RegExp | null, readonly string[]])[] = [
  ['templ', /^github\.com\/a-h\/templ\/cmd\/templ$/, []],
  ['sqlc', /^github\.com\/sqlc-dev\/sqlc\/cmd\/sqlc$/, ['sqlc.yaml', 'sqlc.yml', 'sqlc.json']],
  ['buf', /^github\.com\/bufbuild\/buf\/cmd\/buf$/, ['buf.gen.yaml']],
  ['gqlgen', /^github\.com\/99designs\/gqlgen$/, ['gqlgen.yml', '.gqlgen.yml', 'gqlgen.yaml']],
  ['ent', /^entgo\.io\/ent\/cmd\/ent$/, ['ent/generate.go']],
  ['wire', /^github\.com\/google\/wire\/cmd\/wire$/, []],
];

/**
 * One line for the steps that a project seems to have and `generate` does not name, told once for as long as the cache
 * is there. Nothing is run. Never rejects.
 */
export async function suggestSteps(plan: Plan): Promise<readonly RunEvent[]> {
  const goMod = await findAbove(plan.projectRoot, 'go.mod');
  const { tools } = parseModFile(goMod?.text ?? '');
  const found = SIGNS.flatMap(([name, tool, files]) => {
    const sign =
      tools.find((path) => tool?.test(path)) ??
      files.find((file) => readTextIfThere(join(plan.projectRoot, file)) !== undefined);
    return sign === undefined || isConfigured(plan, name) ? [] : [{ name, sign }];
  });
  if (found.length === 0) return [];
  const names = found.map(({ name }) => JSON.stringify(name)).join(', ');
  const path = join(plan.output.cache, 'suggested-steps');
  const isNew = await writeIfChanged(path, Buffer.from(names)).catch(() => false);
  if (!isNew) return [];
  const signs = found.map(({ sign }) => sign).join(', ');
  const message = `this project has ${signs}; "generate": [${names}] runs that before the build, when it must`;
  return [{ type: 'warning', problem: { message } }];
}

function isConfigured(plan: Plan, name: PresetName): boolean {
  return plan.generate.some(
    (step) =>
      (step.kind === 'preset' && step.name === name) ||
      (step.kind === 'command' && step.command.some((word) => word.split(/[/@]/).includes(name))),
  );
}
