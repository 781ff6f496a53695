import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pruneDeclarations } from './prune-declarations.ts';

describe(pruneDeclarations.name, () => {
  const root = mkdtempSync(join(tmpdir(), 'prune-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('keeps what the entries lead to, and all that is no declaration', () => {
    const files = {
      'index.d.ts': `export type { A } from './part/a.ts';\nexport type C = import('./c.ts').C;\n`,
      'part/a.d.ts': `import type { B } from '../b.d.ts';\nimport 'node:fs';\n`,
      'part/unused.d.ts': '',
      'b.d.ts': `import type { A } from './part/a.js';\n`,
      'c.d.ts': '',
      'code.js': '',
    };
    mkdirSync(join(root, 'part'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    pruneDeclarations(root, ['index']);
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(
      ['b.d.ts', 'c.d.ts', 'code.js', 'index.d.ts', 'part', 'part/a.d.ts'].sort(),
    );
  });
});
