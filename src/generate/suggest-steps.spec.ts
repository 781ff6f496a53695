import type { StepPlan } from '../plan/plan.ts';
import { suggestSteps } from './suggest-steps.ts';
import { createWorkspace, type TestWorkspace } from './testing/workspace.ts';

const TOOLS = 'module example.com/api\n\ntool github.com/a-h/templ/cmd/templ\n';

describe('suggestSteps', () => {
  let workspace: TestWorkspace;
  const suggest = (generate: readonly StepPlan[]) => suggestSteps({ ...workspace.plan, generate });
  beforeEach(async () => {
    workspace = await createWorkspace({ 'go.mod': TOOLS, 'sqlc.yaml': 'version: "2"\n' });
  });
  afterEach(() => workspace.remove());

  it('tells once, in one line, of the tools and files that no step is there for', async () => {
    expect(await suggest([])).toMatchObject([
      { type: 'warning', problem: { message: expect.stringContaining('"generate": ["templ", "sqlc"]') } },
    ]);
    expect(await suggest([])).toEqual([]);
  });

  it('says nothing of a step that is there, by its preset or a command of its own', async () => {
    const files = { named: [], except: [] };
    const own = {
      kind: 'command',
      name: 'db',
      command: ['go', 'run', 'x/sqlc@v1'],
      cwd: '/',
      env: {},
    } as const;
    expect(
      await suggest([
        { kind: 'preset', name: 'templ' },
        { ...own, inputs: files, outputs: files },
      ]),
    ).toEqual([]);
  });
});
