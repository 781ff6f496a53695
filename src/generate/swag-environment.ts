import { delimiter, dirname } from 'node:path';
import { temporaryEnvironment } from '../build/install.ts';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from '../process/child.ts';

/** Variables that are meant for the program: with them swag would be built for another system, or not at all. */
const ofTheProgram = /^(GO(FLAGS|OS|ARCH|EXPERIMENT|386|AMD64|ARM|ARM64)|CGO_\w+|CC|CXX|PATH|Path)$/;

/**
 * The environment for installing and for running swag. swag calls `go`, so the plan's go command comes first
 * on PATH. GOFLAGS gets a value that changes nothing: an empty one would let that of `go env -w` through,
 * and -mod=vendor breaks swag while -mod=mod would let it write go.mod. `temporary`: an absolute folder for
 * what a killed go command leaves behind; without one it is the system's.
 */
export function swagEnvironment(plan: Plan, temporary?: string): Environment {
  const rest = Object.entries(plan.go.env).filter(([name]) => !ofTheProgram.test(name));
  const path = plan.go.env['PATH'] ?? plan.go.env['Path'] ?? '';
  return {
    ...Object.fromEntries(rest),
    PATH: [dirname(plan.go.binary), path].filter(Boolean).join(delimiter),
    GOFLAGS: '-buildvcs=false',
    ...(temporary !== undefined && temporaryEnvironment({ temporary })),
  };
}
