import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { openRig, type Rig } from './rig/rig.ts';
import { goPart, type Workspace } from './rig/workspace.ts';

const SPEC = '{"swagger":"2.0"}';
/** A generator that needs nothing of the machine. */
const GENERATOR = `try { require('fs').cpSync('api.json', 'swagger/swagger.json') } catch (error) { console.error(error.message); process.exit(1) }`;

/** The rest of a GoFrame that the packed file needs. */
const useGoFrame = ({ write, read }: Workspace) => {
  const require =
    'require github.com/gogf/gf/v2 v2.9.0\n\nreplace github.com/gogf/gf/v2 => ../../stand-ins/gf\n';
  write('apps/app/go.mod', `${read('apps/app/go.mod')}\n${require}`);
  write('stand-ins/gf/go.mod', 'module github.com/gogf/gf/v2\n\ngo 1.22.0\n');
  const add =
    'var Added string\n\nfunc Add(content string, prefix ...string) error {\n\tAdded = content\n\treturn nil\n}\n';
  write('stand-ins/gf/os/gres/gres.go', `package gres\n\n${add}`);
};

describe('swagger', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('packs what another generator writes, with one build and one start for each change', async () => {
    rig = await openRig();
    const { workspace } = rig;
    workspace.write('apps/app/api.json', SPEC);
    workspace.write(
      'apps/app/spec.go',
      goPart('spec', 'packed.SwaggerJSON', 'import "example.test/app/packed"'),
    );
    const task = rig.execute({ swagger: { command: ['node', '-e', GENERATOR] }, include: ['api.json'] });
    expect((await rig.nextRun()).hello.parts['spec']).toBe(SPEC);
    await rig.events.next('ready');

    workspace.write('apps/app/api.json', '{"swagger":"2.1"}');
    expect((await rig.nextRun()).hello.parts['spec']).toBe('{"swagger":"2.1"}');
    await rig.events.next('ready');
    workspace.remove('apps/app/api.json');
    expect(await rig.events.next('generate-failed')).toMatchObject({ stillRunning: true, cycle: 3 });
    await task.printed('still running the last good build');
    expect(rig.programs.at(-1)?.isClosed).toBe(false);

    workspace.write('apps/app/api.json', '{"swagger":"2.2"}');
    expect((await rig.nextRun()).hello.parts['spec']).toBe('{"swagger":"2.2"}');
    expect(rig.programs).toHaveLength(3);
    expect(rig.events.all.filter(({ type }) => type === 'building')).toHaveLength(3);
  });

  it('is packed for GoFrame where go.mod requires that', async () => {
    rig = await openRig();
    useGoFrame(rig.workspace);
    rig.workspace.write('apps/app/api.json', SPEC);
    const imports = 'import (\n\t_ "example.test/app/packed"\n\t"github.com/gogf/gf/v2/os/gres"\n)';
    rig.workspace.write('apps/app/resources.go', goPart('packed', 'gres.Added', imports));
    rig.execute({ swagger: { command: ['node', '-e', GENERATOR] } });
    const { parts } = (await rig.nextRun()).hello;
    const files = unzipSync(gunzipSync(Buffer.from(parts['packed'] ?? '', 'base64')));
    expect(Buffer.from(files['swagger/swagger.json'] ?? []).toString()).toBe(SPEC);
  });
});
