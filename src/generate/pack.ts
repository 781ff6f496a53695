import { basename } from 'node:path';
import type { SwaggerPlan } from '../plan/plan.ts';
import { findGoFrameResources } from './go-mod.ts';
import { packForGo } from './pack-go.ts';
import { packForGoFrame } from './pack-goframe.ts';
import { choosePackageName } from './package-name.ts';

/** How a specification is packed, with `auto` decided. */
export type Packing =
  | { readonly kind: 'none' }
  | { readonly kind: 'go' }
  | { readonly kind: 'goframe'; readonly importPath: string };

/** Decides it by the text of the go.mod that rules the searched directory; GoFrame v2 where none names one. */
export function choosePacking(format: SwaggerPlan['packFormat'], goMod: string): Packing {
  const importPath = findGoFrameResources(goMod);
  switch (format) {
    case 'none':
    case 'go':
      return { kind: format };
    case 'goframe':
      return { kind: 'goframe', importPath: importPath ?? 'github.com/gogf/gf/v2/os/gres' };
    case 'auto':
      return importPath === undefined ? { kind: 'go' } : { kind: 'goframe', importPath };
  }
}

/** The pack file's text for a specification; undefined where nothing is to be packed. */
export async function pack(
  spec: Uint8Array,
  swagger: Pick<SwaggerPlan, 'output' | 'packFile'>,
  packing: Packing,
): Promise<string | undefined> {
  if (packing.kind === 'none') return undefined;
  const packageName = await choosePackageName(swagger.packFile);
  return packing.kind === 'go'
    ? packForGo(spec, packageName)
    : packForGoFrame(spec, basename(swagger.output), packageName, packing.importPath);
}
