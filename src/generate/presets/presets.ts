import type { Plan } from '../../plan/plan.ts';
import { buf, ent, gqlgen, sqlc, tailwind, templ } from './config-presets.ts';
import { createGoPackages } from './go-packages.ts';
import { createGoGenerate, createWire } from './go-presets.ts';
import type { PresetSteps } from './preset.ts';
import type { PresetName } from '../../plan/plan.ts';

/** Makes what looks at the files of presets: each look gives a preset's steps as its files say then. */
export function createPresets(plan: Plan): () => (name: PresetName) => PresetSteps {
  const packages = createGoPackages();
  const presets = {
    templ,
    sqlc,
    gqlgen,
    buf,
    ent,
    tailwind,
    wire: createWire(packages),
    'go-generate': createGoGenerate(packages),
  };
  return () => {
    packages.look();
    return (name) => presets[name](plan);
  };
}
