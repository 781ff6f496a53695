import { tmpdir } from 'node:os';
import { startChild } from '../../src/process/child.ts';
import { openToolchains } from '../../src/toolchain/machine.ts';
import { provideGo } from '../../src/toolchain/toolchain.ts';

/**
 * Before all tests: puts a go on PATH where there is none, fetched as the executor fetches it. The module of the
 * examples asks for an older one than the tests are about, so no folder of the repository is given.
 */
export default async function provideGoForTests(): Promise<void> {
  const env = { ...process.env } as Record<string, string>;
  let told = '';
  const deps = openToolchains(env, startChild, ({ kind, what, into }) => {
    const line = kind === 'fetched' ? `${what} is in ${into}` : `fetching ${what} into ${into}`;
    if (line !== told) console.log(line);
    told = line;
  });
  const request = { asked: 'auto', directory: tmpdir() };
  const go = await provideGo(request, deps, new AbortController().signal);
  if (!go.ok) throw new Error(`${go.problem.message}\n${go.problem.hint ?? ''}`);
  const adapted = go.value.adapt(env);
  for (const name of Object.keys(env)) if (!(name in adapted)) delete process.env[name];
  Object.assign(process.env, adapted);
}
