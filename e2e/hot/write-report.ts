import { writeFileSync } from 'node:fs';
import { cpus, release, type as system } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { REPOSITORY } from '../rig/link-modules.ts';
import type { Tried } from './try-edits.ts';

/** Writes docs/hot-path.md from all edits of a run with this seed. */
export async function writeReport(all: readonly Tried[], seed: number): Promise<void> {
  const text = makeReport(all, seed, describeMachine(), new Date());
  writeFileSync(
    join(REPOSITORY, 'docs/hot-path.md'),
    await format(text, { parser: 'markdown', printWidth: 110 }),
  );
}

/** The report's text. */
function makeReport(all: readonly Tried[], seed: number, machine: string, now: Date): string {
  const count = (via: Tried['via'], of = all) => of.filter((one) => one.via === via).length;
  const wrong = all.filter((one) => one.wrong !== undefined).length;
  const table = (title: string, by: (tried: Tried) => string) => {
    const rows = [...Map.groupBy(all, by)].map(([name, of]) => {
      const differences = of.filter((one) => one.wrong !== undefined).length;
      return `| ${name} | ${count('hot', of)} | ${count('go', of)} | ${count('failed', of)} | ${differences} |`;
    });
    const head = `| ${title} | Hot | By go | Did not compile | Differences |\n| --- | ---: | ---: | ---: | ---: |`;
    return `${head}\n${rows.join('\n')}\n`;
  };
  const fallbacks = Map.groupBy(all, ({ via, because }) => (via === 'go' ? because : undefined));
  const reasons = [...fallbacks].flatMap(([because, of]) =>
    because === undefined ? [] : [`| ${because} | ${of.length} |`],
  );
  return `# The hot path

The go command's own work around compiler and linker is about a quarter of an incremental build. So after a build
go is asked how it would build the whole program (\`go build -n -a\`, which runs nothing) and where the compiled
packages lie (\`go list -export\`). An edit is then built by compiler and linker alone: the packages whose files
changed, and those that import them where what is exported changed, side by side; then the link.

## When it steps aside

The go command builds, in the same cycle and with its own errors, where

- a changed file is not one that the compiler got: an embedded file, \`go.mod\`, assembler, C, a new or removed file;
- the head of a file (constraints, package clause, imports; not the comments before and among them) or one of its directives (\`//go:…\`) is not as it was;
- a package that has to be compiled, or that imports one whose exports changed, is made by more than the compiler (C, assembler);
- the toolchain, another go command on \`PATH\` or the settings of \`go env -w\` changed;
- anything does not compile or link, prints something, or is missing: a cleaned Go cache, a full disk.

It is off for the whole run with \`hotBuild: false\`, on other systems than Linux, with a version control stamp, and
with flags other than those below: \`-race\`, \`-cover\`, \`-msan\`, \`-asan\`, \`-pgo\`, \`-overlay\`, \`-toolexec\`.

2 s after the program was started, at low priority and until the next save, the go command builds the same state and
the two programs are compared. Another result is reported (\`defect\`), go's program takes its place, and go builds
alone until the end of the run.

Faster still, at a price: packages compiled [without debug information](limits.md#without-debug-information).

## Is it the same program?

Written by \`node e2e/hot/run-equality.ts --edits N\`. Random edits of programs with three modules are built by
the hot path, and each result is compared byte for byte with what \`go build\` alone makes of the same sources, less
the notes that hold the build ID.

**${all.length} edits, of which the hot path built ${count('hot')}, go ${count('go')}, and ${count('failed')} did not compile (as meant): ${wrong} differences.**
Seed ${seed}, ${now.toISOString().slice(0, 10)}, ${machine}.

${table('Edit', ({ kind }) => kind.replace(/^mended .*/, 'mended'))}
${table('Flags', ({ flags }) => `\`${flags}\``)}
${table('Go', ({ go }) => go)}
| Why go had to build | Edits |
| --- | ---: |
${reasons.join('\n')}
`;
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  return `${cpus().length} × ${model}, ${system()} ${release()}, Node ${process.versions.node}`;
}
