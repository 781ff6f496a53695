import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command, Ended } from '../../process/child.ts';

/** The value of a flag of a command. */
export function valueOf(command: Command, flag: string): string {
  return command.args[command.args.indexOf(flag) + 1] ?? '';
}

/** A swag that puts the `@` lines of the project's own folder and of `users` into swagger.json. */
export async function runFakeSwag(command: Command): Promise<Partial<Ended>> {
  const found: string[] = [];
  for (const folder of [command.cwd, join(command.cwd, 'users')])
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.go')))
      found.push(...((await readFile(join(folder, name), 'utf8')).match(/@.*/g) ?? []));
  await writeFile(join(valueOf(command, '--output'), 'swagger.json'), JSON.stringify(found));
  return {};
}
