import { askHttp } from './ask.ts';
import { runGo } from './make-program.ts';
import { addInit, editGoMod, replaceText, type Ports, type RealProgram } from './program.ts';

const WORDS = 'apps/app/internal/words/words.go';
const serveHttp = ({ main }: Ports) => ({ args: ['-address', `127.0.0.1:${main}`] });
const ask = ({ main }: Ports) => askHttp(main);

/** The standard library alone: cheap enough for each run of the tests. */
export const std: RealProgram = {
  name: 'std',
  style: 'standard library, embedded page',
  sources: { folder: 'std', to: 'apps/app' },
  options: serveHttp,
  ask,
  answers: 'page one',
  steps: [
    replaceText('function body', WORDS, ['words one', 'words two'], 'hot', 'words two'),
    replaceText('embedded file', 'apps/app/assets/page.html', ['page one', 'page two'], 'go', 'page two'),
  ],
  breaks: WORDS,
};

/** Programs of our own, small, each with a library or a layout that does something in another way. */
export const smallPrograms: readonly RealProgram[] = [
  std,
  {
    name: 'goframe1',
    style: 'gf 1: configuration and templates read at run time',
    sources: { folder: 'goframe1', to: 'apps/app' },
    options: ({ main }) => ({
      args: ['-p', main],
      port: main,
      include: [{ glob: 'config/*.toml', action: 'restart' }],
    }),
    ask,
    answers: 'hello one, configured one',
    steps: [
      addInit('apps/app/app/api/hello/hello.go', 'goframe1 has an init'),
      replaceText(
        'function body',
        'apps/app/app/api/hello/hello.go',
        ['hello one', 'hello two'],
        'hot',
        'hello two',
      ),
      replaceText(
        'configuration',
        'apps/app/config/config.toml',
        ['configured one', 'configured two'],
        'nobody',
        'hello two, configured two',
      ),
      editGoMod,
    ],
    breaks: 'apps/app/app/api/hello/hello.go',
  },
  {
    name: 'goframe2',
    style: 'gf 2: command, controllers; through nx serve',
    sources: { folder: 'goframe2', to: 'apps/app' },
    options: ({ main }) => ({ args: `-p ${main}`, readyUrl: '/api.json', port: main }),
    through: 'nx',
    ask: ({ main }) => askHttp(main, '/hello?Name=you'),
    answers: 'hello one, you',
    steps: [
      addInit('apps/app/internal/controller/hello/hello.go', 'goframe2 has an init'),
      {
        kind: 'edit',
        name: 'field of an answer',
        act: (workspace) => {
          const hello = workspace.read('apps/app/internal/controller/hello/hello.go');
          const renamed = hello.replaceAll('Said', 'Told').replace('"said"', '"told"');
          workspace.write('apps/app/internal/controller/hello/hello.go', renamed);
        },
        by: 'hot',
        sees: { in: 'answer', text: '"told":"hello one' },
      },
      editGoMod,
    ],
    breaks: 'apps/app/internal/controller/hello/hello.go',
  },
  {
    name: 'cgo',
    style: 'C of its own, and SQLite',
    sources: { folder: 'cgo', to: 'apps/app' },
    options: serveHttp,
    ask,
    answers: 'main one, C one, header one, cgo one, 42',
    steps: [
      replaceText('main', 'apps/app/main.go', ['main one', 'main two'], 'hot', 'main two'),
      replaceText('C file', 'apps/app/native/native.c', ['C one', 'C two'], 'go', 'C two'),
      replaceText('C header', 'apps/app/native/native.h', ['header one', 'header two'], 'go', 'header two'),
      replaceText('cgo file', 'apps/app/native/native.go', ['cgo one', 'cgo two'], 'go', 'cgo two'),
      editGoMod,
    ],
    breaks: 'apps/app/main.go',
  },
  {
    name: 'restarting',
    style: 'tableflip: replaces itself on SIGHUP',
    sources: { folder: 'restarting', to: 'apps/app' },
    options: serveHttp,
    ask,
    answers: 'words one',
    steps: [
      replaceText('function body', WORDS, ['words one', 'words two'], 'hot', 'words two'),
      { kind: 'replacement', name: 'SIGHUP', signal: 'SIGHUP' },
      replaceText('after SIGHUP', WORDS, ['words two', 'words three'], 'hot', 'words three'),
    ],
    breaks: WORDS,
    last: { kind: 'replacement', name: 'SIGHUP at the end', signal: 'SIGHUP' },
    // The process that the executor has started.
    toleratesTrouble: ['exited'],
  },
  {
    name: 'prefork',
    style: 'fiber: several processes on one port',
    sources: { folder: 'prefork', to: 'apps/app' },
    options: serveHttp,
    ask,
    answers: 'words one',
    steps: [
      replaceText('function body', WORDS, ['words one', 'words two'], 'hot', 'words two'),
      addInit(WORDS, 'prefork has an init'),
      editGoMod,
    ],
    breaks: WORDS,
  },
  {
    name: 'vendored',
    style: 'gin in a vendor folder; behind the stable port',
    sources: { folder: 'vendored', to: 'apps/app' },
    prepare: (workspace) => void runGo(['mod', 'vendor'], workspace.path('apps/app')),
    options: ({ main }) => ({ args: '-address 127.0.0.1:{port}', proxy: { port: main } }),
    ask,
    answers: 'words one, gin v1.12.0',
    steps: [
      addInit(WORDS, 'vendored has an init'),
      replaceText('function body', WORDS, ['words one', 'words two'], 'hot', 'words two'),
      editGoMod,
    ],
    breaks: WORDS,
  },
  {
    name: 'monorepo',
    style: 'go.work, and a replaced module; through nx serve',
    sources: { folder: 'monorepo', to: '.' },
    options: serveHttp,
    through: 'nx',
    ask,
    answers: 'words one, store one',
    steps: [
      replaceText('module of go.work', 'libs/store/store.go', ['store one', 'store two'], 'hot', 'store two'),
      replaceText(
        'replaced module',
        'third_party/words/words.go',
        ['words one', 'words two'],
        'hot',
        'words two',
      ),
      replaceText('go.work', 'go.work', ['./libs/store\n', './libs/store\n\t./third_party/words\n'], 'go'),
    ],
    breaks: 'libs/store/store.go',
  },
];
