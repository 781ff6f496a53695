import { findFreePort, isFree } from '../rig/ports.ts';
import { openRig } from '../rig/rig.ts';
import { makeProgram } from './make-program.ts';
import { addInit, type Edit, type Ports, type RealProgram, type Seen, type Step } from './program.ts';
import { type Serving, serveProgram } from './serving.ts';

/** How a program was served. Times in ms. */
export interface Tried {
  readonly name: string;
  /** Of the program, the standard library's included. */
  packages: number;
  directories: number;
  firstBuild: number;
  /** From the save until ready, of each edit. */
  readonly hot: number[];
  readonly byGo: number[];
  readonly wrong: string[];
  /** All that was printed. */
  output: string;
}

/** After so long Nx kills everything. ms */
const GRACE = 5000;

/** Events that tell of trouble. */
const TROUBLE =
  /^(defect|warning|failed|generate-failed|start-failed|not-ready|exited|finished|waiting|unchanged)$/;

/** Serves a program, does its steps, breaks and mends it, and stops it. `say` gets a line for each of these. */
export async function tryProgram(program: RealProgram, say: (line: string) => void): Promise<Tried> {
  const { name } = program;
  const tried: Tried = {
    ...{ name, packages: 0, directories: 0, firstBuild: 0, output: '' },
    ...{ hot: [], byGo: [], wrong: [] },
  };
  const ports = { main: await findFreePort(), other: await findFreePort() };
  const note = (error: unknown) => void tried.wrong.push((error as Error).message.split('\n── ')[0] ?? '');
  try {
    await tryInRig(program, ports, tried, say, note);
  } catch (error) {
    note(error);
  }
  for (const port of [ports.main, ports.other])
    if (!(await isFree(port))) tried.wrong.push(`port ${port} is not free`);
  for (const wrong of tried.wrong) say(`WRONG ${wrong}`);
  return tried;
}

/** Rejects where the program can't be fetched or listed, or where something is left behind. */
async function tryInRig(
  program: RealProgram,
  ports: Ports,
  tried: Tried,
  say: (line: string) => void,
  note: (error: unknown) => void,
): Promise<void> {
  const rig = await openRig({ make: (folder) => makeProgram(program, ports, folder) });
  try {
    const serving = serveProgram(program, ports, rig);
    await tryServing(program, ports, serving, tried, say).catch(note);
    tried.output = serving.task.output;
  } finally {
    for (const event of rig.events.all) {
      if (TROUBLE.test(event.type) && program.toleratesTrouble?.includes(event.type) !== true)
        tried.wrong.push(JSON.stringify(event));
    }
    await rig.end();
  }
}

async function tryServing(
  program: RealProgram,
  ports: Ports,
  serving: Serving,
  tried: Tried,
  say: (line: string) => void,
): Promise<void> {
  const { rig, task, next, rest } = serving;
  const { workspace, events } = rig;
  const tell = (step: string, by: string, ms: number | undefined, more: string) =>
    say(
      `${program.name.padEnd(12)} ${step.padEnd(20)} ${by.padEnd(4)} ${String(Math.round(ms ?? 0)).padStart(7)} ms  ${more}`,
    );
  const see = async (seen: Seen, from: number) => {
    if (seen.in === 'output')
      return rig.until(
        `${seen.text} in the output`,
        () => task.output.includes(seen.text, from) || undefined,
      );
    const answer = await program.ask(ports);
    if (!answer.includes(seen.text)) throw new Error(`${seen.text} is not in the answer ${answer}`);
  };
  const stillAnswers = () => see({ in: 'answer', text: '' }, 0);

  const start = async () => {
    const { durations } = await next('built', 0, 'build-failed');
    const ready = await next('ready', 0, 'not-ready', 'exited', 'start-failed');
    const { directories } = await next('watching', 0);
    await see({ in: 'answer', text: program.answers }, 0);
    Object.assign(tried, { packages: serving.packages, directories, firstBuild: durations.build ?? 0 });
    const size = `${serving.packages} packages, ${directories} directories`;
    tell(
      'first build',
      'go',
      ready.durations.total,
      `${size}, ${ready.baseUrl ?? 'no address'}${await rest(0).then((more) => more && `, ${more}`)}`,
    );
  };
  const edit = async ({ name, act, by, sees }: Edit) => {
    const [at, from] = [events.all.length, task.output.length];
    act(workspace);
    const built = by === 'nobody' ? undefined : await next('built', at, 'build-failed', 'unchanged');
    const { durations } = await next('ready', at, 'not-ready', 'exited', 'start-failed', 'build-failed');
    await (sees ? see(sees, from) : stillAnswers());
    if (!built) return tell(name, '', durations.total, '');
    const { kind } = built.via;
    (kind === 'hot' ? tried.hot : tried.byGo).push(durations.total ?? 0);
    const more = await rest(at);
    tell(name, kind, durations.total, more);
    if (kind !== by) tried.wrong.push(`${name} was built by ${kind} instead of ${by}: ${more}`);
  };
  const replace = async ({ name, signal }: Step & { kind: 'replacement' }) => {
    const before = await program.ask(ports);
    const [at, began] = [events.all.length, performance.now()];
    process.kill(serving.pid(), signal);
    await next('exited', at);
    const after = await program.ask(ports);
    if (after === before) throw new Error(`${signal} has replaced nothing: ${after}`);
    tell(name, '', performance.now() - began, after.trim());
  };
  const perform = (step: Step) => (step.kind === 'edit' ? edit(step) : replace(step));
  const breakAndMend = async () => {
    const text = workspace.read(program.breaks);
    const [at, line] = [events.all.length, text.split('\n').length + 1];
    workspace.write(program.breaks, `${text}\nfunc broken( {\n`);
    const { diagnostics, durations, stillRunning } = await next('build-failed', at, 'built');
    const file = workspace.path(program.breaks);
    if (!diagnostics.some((one) => one.file === file && one.line === line))
      throw new Error(`${file}:${line} is not among ${JSON.stringify(diagnostics)}`);
    if (!stillRunning) throw new Error('the last good build is not told to be running still');
    await stillAnswers();
    await task.printed(`${program.breaks}:${line}`);
    tell('syntax error', 'go', durations.build, `${program.breaks}:${line}`);
    workspace.write(program.breaks, text);
    await edit({ ...addInit(program.breaks, `${program.name} is mended`), name: 'mended' });
  };
  const stop = async () => {
    const began = performance.now();
    task.signal('SIGTERM');
    const exit = await task.ended();
    const took = performance.now() - began;
    await rig.allGone();
    tell('SIGTERM', '', took, JSON.stringify(exit));
    if (took > GRACE) throw new Error(`the end took ${Math.round(took)} ms`);
  };

  await start();
  for (const step of program.steps) await perform(step);
  await breakAndMend();
  if (program.last) await perform(program.last);
  await stop();
}
