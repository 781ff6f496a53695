import { createInterface } from 'node:readline/promises';

/** Asks which of these is meant; undefined where there is nobody to ask, or no answer. */
export type Ask = (question: string, choices: readonly string[]) => Promise<string | undefined>;

/**
 * The directory of the main package to serve, from the project's root. Throws what Nx is to print where there
 * is none, or where there are several and nobody says which.
 */
export async function chooseMain(mains: readonly string[], project: string, ask: Ask): Promise<string> {
  const [first, ...more] = mains;
  if (first === undefined) throw new Error(`${project} has no main package: there is nothing to serve.`);
  if (more.length === 0) return first;
  const answer = await ask(`Which main package of ${project} is to be served?`, mains);
  if (answer !== undefined && mains.includes(answer)) return answer;
  throw new Error(
    `${project} has several main packages: ${mains.join(', ')}. Choose one, such as --file=${first}`,
  );
}

/** Asks on the terminal, by number or name; asks nothing in CI, under `--interactive=false` or in a pipe. */
export const askOnTerminal: Ask = async (question, choices) => {
  const { stdin, stdout, env } = process;
  if (!stdin.isTTY || !stdout.isTTY || env['CI'] || env['NX_INTERACTIVE'] === 'false') return undefined;
  const terminal = createInterface({ input: stdin, output: stdout });
  const ended = new AbortController();
  terminal.once('close', () => ended.abort());
  const list = choices.map((choice, index) => `  ${index + 1}  ${choice}`).join('\n');
  try {
    const answer = await terminal.question(`${question}\n${list}\n> `, { signal: ended.signal });
    return choices[Number(answer) - 1] ?? answer.trim();
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
};
