import { addProxy } from './frontend.ts';

const PROXY = "proxy: { '/api': process.env.NX_READY_URL ?? 'http://localhost:8080' }";

describe('addProxy', () => {
  it.each([
    [
      'export default defineConfig({ plugins: [] });',
      `export default defineConfig({\n  server: { ${PROXY} }, plugins: [] });`,
    ],
    ['export default { plugins: [] };', `export default {\n  server: { ${PROXY} }, plugins: [] };`],
    ['defineConfig({ server: { port: 1 } })', `defineConfig({ server: { ${PROXY}, port: 1 } })`],
    [
      "// server: {}\nexport default defineConfig(({ mode }) => ({\n  base: 'server', server: {\n    port: 1 } }));",
      `// server: {}\nexport default defineConfig(({ mode }) => ({\n  base: 'server', server: { ${PROXY},\n    port: 1 } }));`,
    ],
  ])('writes the proxy into %s', (text, edited) => {
    expect(addProxy(text, 8080)).toBe(edited);
  });

  it.each([
    "defineConfig({ server: { proxy: { '/x': 'http://x' } } })",
    "defineConfig({ 'server': { port: 1 } })",
    'defineConfig({ test: { server: { deps: {} } } })',
    'defineConfig({ server: options })',
    'const server = { port: 1 };\nexport default defineConfig({ server });',
    'defineConfig({ ...base })',
    'export default mergeConfig(base, defineConfig({ base: 1 }))',
    'export default defineConfig(async () => { return {}; })',
    'const config = {};\nexport default config;',
  ])('leaves %s alone', (text) => {
    expect(addProxy(text, 8080)).toBeUndefined();
  });
});
