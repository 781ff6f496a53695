import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { gunzipSync, strFromU8, unzipSync } from 'fflate';
import { choosePackageName } from '../golang/main-packages.ts';
import { choosePacking, pack, packForGo, packForGoFrame } from './pack.ts';
import { createWorkspace, type TestWorkspace } from './testing/workspace.ts';

const spec = Buffer.from('{\n  "info": { "title": "Über `x`" }\n}');
const generated = /^\/\/ Code generated .* DO NOT EDIT\.$/;

describe('packForGoFrame', () => {
  const text = packForGoFrame(spec, 'swagger', 'packed', 'github.com/gogf/gf/v2/os/gres');
  const packed = /gres\.Add\("([^"]*)"\)/.exec(text)?.[1] ?? '';

  it('is a generated Go file that adds a resource', () => {
    expect(text.split('\n')[0]).toMatch(generated);
    expect(text).toContain('package packed\n\nimport "github.com/gogf/gf/v2/os/gres"\n');
  });

  it('holds the folder, by both names that it is looked up by, and the specification in it', () => {
    const files = unzipSync(gunzipSync(Buffer.from(packed, 'base64')));
    expect(Object.keys(files)).toEqual(['swagger', 'swagger/', 'swagger/swagger.json']);
    expect(strFromU8(files['swagger/swagger.json'] ?? new Uint8Array())).toBe(spec.toString());
  });

  it('has the same bytes on every machine, in every time zone', () => {
    // A process of its own each: Node reads TZ once.
    const script = `import { packForGoFrame } from ${JSON.stringify(new URL('pack.ts', import.meta.url).href)};
      process.stdout.write(packForGoFrame(Buffer.from(${JSON.stringify(spec.toString())}), 'swagger', 'packed', 'x'));`;
    const packIn = (zone: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ: zone },
      });
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/St_Johns'])
      expect(hash('sha1', packIn(zone))).toBe('07a5800f40fa2a4f607491feb123668911445c72');
  });
});

describe('packForGo', () => {
  it('is a generated Go file with a constant that can be read', () => {
    const text = packForGo(Buffer.from('{\n  "a": 1\n}'), 'packed');
    expect(text.split('\n')[0]).toMatch(generated);
    expect(text).toContain('const SwaggerJSON = `{\n  "a": 1\n}`\n');
  });

  it('puts what a raw string cannot hold in quotes', () => {
    expect(packForGo(Buffer.from('a`b\r\n\uFEFF'), 'p')).toContain(
      '= `a` + "`" + `b` + "\\r" + `\n` + "\\ufeff"\n',
    );
    expect(packForGo(Buffer.from(''), 'p')).toContain('= ``\n');
    expect(packForGo(Buffer.from('`'), 'p')).toContain('= "`"\n');
  });
});

describe('choosePacking', () => {
  it('takes GoFrame where go.mod requires it, and Go otherwise', () => {
    expect(choosePacking('auto', 'require github.com/gogf/gf v1.16.9')).toEqual({
      kind: 'goframe',
      importPath: 'github.com/gogf/gf/os/gres',
    });
    expect(choosePacking('auto', 'module a')).toEqual({ kind: 'go' });
  });

  it('does as it is told', () => {
    expect(choosePacking('go', 'require github.com/gogf/gf v1.16.9')).toEqual({ kind: 'go' });
    expect(choosePacking('goframe', '')).toEqual({
      kind: 'goframe',
      importPath: 'github.com/gogf/gf/v2/os/gres',
    });
    expect(choosePacking('none', '')).toEqual({ kind: 'none' });
  });
});

describe('a pack file', () => {
  let workspace: TestWorkspace;
  afterEach(() => workspace.remove());

  it('calls the resource by the name of the output folder', async () => {
    workspace = await createWorkspace({});
    const plan = { output: workspace.path('api-docs'), packFile: workspace.path('packed/x.go') };
    const text = await pack(spec, plan, { kind: 'goframe', importPath: 'g' });
    const packed = /gres\.Add\("([^"]*)"\)/.exec(text ?? '')?.[1] ?? '';
    expect(Object.keys(unzipSync(gunzipSync(Buffer.from(packed, 'base64'))))).toContain(
      'api-docs/swagger.json',
    );
    expect(await pack(spec, plan, { kind: 'none' })).toBeUndefined();
  });

  it.each([
    ['its folder', 'boot/data.go', {}, 'boot'],
    ['packed, for a folder that is no Go name', 'my-data/data.go', {}, 'packed'],
    ['packed, for a folder that is a keyword', 'type/data.go', {}, 'packed'],
    [
      'the files beside it',
      'data.go',
      { 'main.go': '// Main.\npackage main\n', 'main_test.go': 'package main_test\n' },
      'main',
    ],
    [
      'the files beside it, whatever their comments say',
      'data.go',
      { 'a.go': '/*\npackage old\n*/\n\n/* New. */ package api\n\nconst x = `\n//go:build ignore\n`\n' },
      'api',
    ],
    [
      'not a file that is never built',
      'gen/data.go',
      { 'gen/a.go': '//go:build ignore\n\npackage main\n' },
      'gen',
    ],
  ])('has the package of %s', async (_, path, files, name) => {
    workspace = await createWorkspace(files);
    expect(await choosePackageName(workspace.path(path))).toBe(name);
  });
});
