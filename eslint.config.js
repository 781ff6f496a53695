import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The one place that may import each outside thing. */
const IMPORTERS = [
  { name: 'execa', files: 'src/process/child.ts' },
  { name: 'tree-kill', files: 'src/process/stop-tree.ts' },
  { name: 'chokidar', files: 'src/watch/file-events.ts' },
  { name: 'junit-report-builder', files: 'src/targets/junit.ts' },
  { name: 'yauzl', files: 'src/toolchain/zip.ts' },
  { name: 'yaml', files: 'src/generate/presets/preset.ts' },
  { name: '(@nx/devkit|nx)', files: 'src/{nx,generators}/**/*.ts', allowTypeImports: true },
  { name: 'jsonc-parser', files: 'src/generators/debug/launch-file.ts' },
];

/** Forbids all of them, or all but one. Blocks of one rule replace each other, so each names the whole list. */
function importsFrom(files, allowed) {
  const patterns = IMPORTERS.filter(({ name }) => name !== allowed).map(({ name, files, ...types }) => ({
    regex: `^${name}(/|$)`,
    message: `Only ${files} imports ${name}.`,
    ...types,
  }));
  return { files: [files], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

/** The rooms of src, each above those that it may import. */
const ROOMS = [
  ...[
    'process',
    'files',
    'golang',
    'toolchain',
    'plan',
    'events',
    'nx',
    'state',
    'build',
    'generate',
    'readiness',
  ],
  ...[
    'watch',
    'program',
    'cycle',
    'claim',
    'terminal',
    'ui',
    'debug',
    'proxy',
    'vite',
    'targets',
    'executors',
    'plugin',
    'generators',
  ],
];

/** Forbids a room to import one that lies above it. */
function layerOf(room, at) {
  const above = ROOMS.slice(at + 1).join('|');
  const message = `src/${room} lies below it: see ROOMS in eslint.config.js.`;
  const patterns = [{ regex: `^(\\.\\./)+(${above})/(?!.*schema\\.d\\.ts$)`, message }];
  const ignores = ['**/*.spec.ts'];
  return {
    files: [`src/${room}/**/*.ts`],
    ignores,
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

/** Which system this is, one file reads and compares; all others ask it for what matters to them. */
const SYSTEM = 'src/process/system.ts';
const ONE_SYSTEM = {
  files: ['src/**/*.ts'],
  ignores: [SYSTEM, '**/*.spec.ts', 'src/**/testing/**'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'platform', message: `Only ${SYSTEM} reads it.` },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: ":matches(BinaryExpression, SwitchCase) > Literal[value='win32']",
        message: `Only ${SYSTEM} tells systems apart.`,
      },
      {
        selector:
          ':matches(BinaryExpression[left.name=/platform$/i], BinaryExpression[left.property.name=/platform$/i]) > Literal',
        message: `Only ${SYSTEM} tells systems apart.`,
      },
    ],
  },
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '.nx/', '**/*.d.ts']),
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Terminals and paths are full of them.
      'no-control-regex': 'off',
    },
  },
  { files: ['src/**/*.ts'], rules: { 'no-console': 'error' } },
  ONE_SYSTEM,
  importsFrom('src/**/*.ts'),
  ...IMPORTERS.map(({ name, files }) => importsFrom(files, name)),
  ...ROOMS.slice(0, -1).map(layerOf),
  {
    files: ['**/*.spec.ts', 'src/**/testing/**/*.ts', 'e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { __dirname: 'readonly', process: 'readonly' } },
  },
  // Of a browser; tsc knows what there is.
  { files: ['src/ui/browser/*.js'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
