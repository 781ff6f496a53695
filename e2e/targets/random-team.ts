import type { GoTeam } from '../rig/go-team.ts';

/** What may be edited of one Go project; each number is a place in a text or a way to break it. */
export interface ProjectState {
  readonly value: number;
  /** 0: it compiles. 1: a syntax error, 2: a type error, 3: what vet complains of. */
  readonly broken: number;
  readonly expected: number;
  readonly embedded: number;
  readonly testdata: number;
  /** Of the libraries before it, the one that it imports. */
  readonly imported: number;
}

/** The whole workspace at one moment. */
export interface TeamState {
  readonly projects: readonly ProjectState[];
  /** The frontend's source, from which its build makes what `a0` embeds. */
  readonly web: number;
  /** A package of the module `tools` that belongs to no project. */
  readonly stray: number;
  readonly requires: number;
  /** Whether the build tag `special` is given, by GOFLAGS. */
  readonly special: boolean;
}

const LIBRARIES = ['l0', 'l1', 'l2', 'l3', 'l4'];
export const PROGRAMS = ['a0', 'a1', 'a2', 'a3', 't0'];
export const PROJECTS = [...LIBRARIES, ...PROGRAMS];

/** A workspace where all is well. */
export const FIRST: TeamState = {
  projects: PROJECTS.map((_, at) => ({
    value: 1,
    broken: 0,
    expected: 1,
    embedded: 0,
    testdata: 0,
    imported: at,
  })),
  web: 0,
  stray: 0,
  requires: 0,
  special: false,
};

const folderOf = (name: string) =>
  ({ l: `libs/${name}`, a: `apps/${name}`, t: `tools/${name}` })[name.slice(0, 1)] ?? name;
const pathOf = (name: string) =>
  name.startsWith('t') ? `example.test/tools/${name}` : `example.test/${name}`;

/** Writes a workspace of ten Go projects, nine of them modules, with a frontend that one of them embeds. */
export function writeTeam(team: GoTeam, { projects, web, stray, requires }: TeamState): void {
  const modules = PROJECTS.filter((name) => !name.startsWith('t')).map(folderOf);
  team.write(
    'go.work',
    `go 1.26.0\n\nuse (\n${[...modules, 'tools'].map((one) => `\t./${one}\n`).join('')})\n`,
  );
  for (const [at, state] of projects.entries()) writeProject(team, PROJECTS[at] ?? '', state);
  team.write('libs/l4/go.mod', `module example.test/l4\n\n// ${requires}\n\ngo 1.26.0\n`);
  team.write('tools/go.mod', 'module example.test/tools\n\ngo 1.26.0\n');
  team.write(
    'tools/internal/kit/kit.go',
    'package kit\n\nimport _ "embed"\n\n//go:embed kit.txt\nvar Kit string\n',
  );
  team.write('tools/internal/kit/kit.txt', `kit ${stray}`);
  team.write('tools/t0/project.json', '{"name":"t0"}');
  const command = `node -e "fs.mkdirSync('apps/a0/public',{recursive:true});fs.writeFileSync('apps/a0/public/index.html',fs.readFileSync('web/index.html','utf8').toUpperCase())"`;
  const build = { command, cache: true, inputs: ['default'], outputs: ['{workspaceRoot}/apps/a0/public'] };
  team.write('web/project.json', JSON.stringify({ name: 'web', targets: { build } }));
  team.write('web/index.html', `web ${web}`);
  const dependsOn = ['web:build'];
  team.write(
    'apps/a0/project.json',
    JSON.stringify({
      name: 'a0',
      targets: { build: { dependsOn }, test: { dependsOn }, vet: { dependsOn } },
    }),
  );
}

function writeProject(team: GoTeam, name: string, state: ProjectState): void {
  const { value, broken, expected, embedded, testdata, imported } = state;
  const folder = folderOf(name);
  const isProgram = PROGRAMS.includes(name);
  const before = LIBRARIES.slice(0, isProgram ? LIBRARIES.length : LIBRARIES.indexOf(name));
  const used = before[imported % Math.max(before.length, 1)];
  const package_ = isProgram ? 'main' : name;
  if (!name.startsWith('t')) team.write(`${folder}/go.mod`, `module ${pathOf(name)}\n\ngo 1.26.0\n`);
  const imports = [
    '_ "embed"',
    ...(isProgram || broken === 3 ? ['"fmt"'] : []),
    ...(used ? [`"${pathOf(used)}"`] : []),
    ...(name === 't0' ? ['"example.test/tools/internal/kit"'] : []),
  ];
  const wrong = ['', 'func {', 'var wrong int = ""', 'func init() { fmt.Printf("%d", "text") }'][broken];
  const embeds = `//go:embed page.html\nvar page string\n${name === 'a0' ? '\n//go:embed public/index.html\nvar public string\n' : ''}`;
  const values = [`${value}`, ...(used ? [`${used}.Value()`] : [])].join(' + ');
  const shown = [
    'Value()',
    'page',
    ...(name === 'a0' ? ['public'] : []),
    ...(name === 't0' ? ['kit.Kit'] : []),
    'special',
  ];
  team.write(
    `${folder}/${name}.go`,
    `package ${package_}\n\nimport (\n${imports.map((one) => `\t${one}\n`).join('')})\n\n${embeds}\nfunc Value() int { return ${values} }\n\n${wrong}\n${
      isProgram ? `\nfunc main() { fmt.Println(${shown.join(', ')}) }\n` : '\nvar _, _ = page, special\n'
    }`,
  );
  team.write(`${folder}/page.html`, `page ${embedded}`);
  for (const [file, tag, word] of [
    ['plain', '!special', 'plain'],
    ['tagged', 'special', 'special'],
  ])
    team.write(
      `${folder}/${file}.go`,
      `//go:build ${tag}\n\npackage ${package_}\n\nconst special = "${word}"\n`,
    );
  team.write(`${folder}/testdata/least.txt`, String(testdata));
  team.write(
    `${folder}/${name}_test.go`,
    `package ${package_}\n\nimport (\n\t"os"\n\t"strconv"\n\t"strings"\n\t"testing"\n)\n\nfunc TestValue(t *testing.T) {\n\ttext, err := os.ReadFile("testdata/least.txt")\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tleast, err := strconv.Atoi(strings.TrimSpace(string(text)))\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif Value() < ${expected} || Value() < least {\n\t\tt.Errorf("%d is too low", Value())\n\t}\n}\n`,
  );
}

/** Edits one thing at random, or goes back to a state that was there before, where a stale result would be kept. */
export function editTeam(
  state: TeamState,
  earlier: readonly TeamState[],
  random: (below: number) => number,
): TeamState {
  const kind = random(12);
  if (kind === 0) return earlier[random(earlier.length)] ?? state;
  if (kind === 1) return { ...state, web: random(3) };
  if (kind === 2) return { ...state, stray: random(3) };
  if (kind === 3) return { ...state, requires: random(3) };
  if (kind === 4) return { ...state, special: !state.special };
  const at = random(PROJECTS.length);
  const edit = (one: ProjectState): ProjectState => {
    switch (kind) {
      case 5:
        return { ...one, embedded: random(3) };
      case 6:
        return { ...one, testdata: random(3) };
      case 7:
        return { ...one, expected: 1 + random(4) };
      case 8:
        return { ...one, imported: random(5) };
      case 9:
        return { ...one, broken: one.broken === 0 ? 1 + random(3) : 0 };
      default:
        return { ...one, value: random(4) };
    }
  };
  // What stays broken for long hides all that depends on it.
  const mend = (one: ProjectState): ProjectState => (random(3) === 0 ? { ...one, broken: 0 } : one);
  return { ...state, projects: state.projects.map((one, index) => (index === at ? edit(one) : mend(one))) };
}

/** Where a project lies, from the workspace's root. */
export { folderOf };
