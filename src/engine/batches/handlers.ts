/** The calls of the group `batches`. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type BuildDependencies, createBuild } from './build.ts';
import { createOpen } from './open.ts';

export const createBatchHandlers = (
  dependencies: BuildDependencies,
): Handlers<EngineContract>['batches'] => ({
  build: createBuild(dependencies),
  open: createOpen(dependencies),
});
