/** The calls of the group `batches`. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type BuildDependencies, createBuild } from './build.ts';
import { createOpen, type OpenDependencies } from './open.ts';

export const createBatchHandlers = (
  dependencies: BuildDependencies & OpenDependencies,
): Pick<Handlers<EngineContract>['batches'], 'build' | 'open'> => ({
  build: createBuild(dependencies),
  open: createOpen(dependencies),
});
