import type { RunEvent } from '../events/run-event.ts';
import { findAbove } from '../generate/go-mod.ts';
import { findGoTool, type GoTool } from '../generate/find-go-tool.ts';
import { installGoTool } from '../generate/install-go-tool.ts';
import { findTool } from '../generate/step-tool.ts';
import type { Plan } from '../plan/plan.ts';
import { type Result, success } from '../problem.ts';
import type { RunDeps } from '../process/run-command.ts';

/** Knows Go 1.25 to 1.27. */
const DLV: GoTool = {
  name: 'dlv',
  package: 'github.com/go-delve/delve/cmd/dlv',
  version: 'v1.27.2',
  path: /^github\.com\/go-delve\/delve\/cmd\/dlv$/,
};

/**
 * Finds dlv: the one of the option, else the tool of go.mod, on PATH, in GOBIN or GOPATH/bin, else the plugin's own,
 * which is installed if need be. Gives its path. Undefined if it was aborted.
 */
export async function findDlv(
  plan: Plan,
  deps: RunDeps,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<Result<string> | undefined> {
  const named = plan.debug?.dlv;
  if (named !== undefined) return success(named);
  const module = await findAbove(plan.go.cwd, 'go.mod');
  const source = await findGoTool(DLV, plan, module?.text ?? '', deps, signal);
  if (source === undefined) return undefined;
  switch (source.kind) {
    case 'found':
      return success(source.path);
    case 'tool': {
      const command = ['go', 'tool', source.path];
      const nothing = { named: [], except: [] };
      const step = { name: 'dlv', command, cwd: plan.go.cwd, env: {}, inputs: nothing, outputs: nothing };
      const found = await findTool(step, plan, new Map(), { ...deps, now: Date.now }, signal, report);
      return found?.ok ? success(found.value.file) : found;
    }
    case 'pinned': {
      if (source.installed) return success(source.path);
      report({ type: 'installing', what: `dlv ${DLV.version}`, into: source.folder });
      return installGoTool(DLV, source.path, plan, deps, signal, report);
    }
  }
}
