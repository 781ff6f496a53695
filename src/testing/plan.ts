import { here } from '../files/testing/linux-paths.ts';
import type { Plan } from '../plan/plan.ts';

type Parts = { readonly [K in keyof Plan]?: Plan[K] extends object | null ? Partial<Plan[K]> : Plan[K] };

/** A plan for a program at /w/app, for specs; `parts` replace single values. */
export function makeTestPlan(parts: Parts = {}): Plan {
  const plan: Plan = {
    project: 'app',
    workspaceRoot: here('/w'),
    projectRoot: here('/w/app'),
    target: { kind: 'package', directory: here('/w/app/cmd/api') },
    go: {
      binary: 'go',
      version: 'go1.26.8',
      host: { os: 'linux', arch: 'amd64' },
      cwd: here('/w/app'),
      package: './cmd/api',
      buildFlags: ['-buildvcs=false', '-ldflags=-s -w'],
      goflags: '',
      listFlags: [],
      flagFiles: [],
      modules: { proxy: '', noProxy: '', cache: undefined },
      env: {},
    },
    program: {
      name: 'app',
      args: [],
      cwd: here('/w/app'),
      envFiles: [],
      nxEnvFiles: [],
      env: {},
      inheritedEnv: {},
      killSignal: 'SIGTERM',
      killTimeout: 3000,
      restart: 'on-change',
      readsOutput: false,
    },
    output: {
      binary: '/c/bin/app',
      next: '/c/bin/.app.next',
      replaced: '/c/bin/.app.replaced',
      reference: '/c/bin/.app.go',
      cache: '/c',
      temporary: '/c/tmp',
      hot: '/c/hot',
    },
    ready: { timeout: 60_000 },
    watch: { enabled: true, debounce: 20, poll: 'auto', include: [], ignore: [] },
    swagger: null,
    generate: [],
    hot: null,
    delta: null,
    test: false,
    proxy: null,
    pages: null,
    debug: null,
  };
  const merged = Object.entries(parts).map(([name, part]) => {
    const base = plan[name as keyof Plan];
    return [name, typeof base === 'object' && base !== null ? { ...base, ...(part as object) } : part];
  });
  return { ...plan, ...Object.fromEntries(merged) } as Plan;
}
