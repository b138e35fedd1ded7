/** Serves the calls about samples. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { writeSampleToFile, writeSampleToStream } from './write-sample.ts';

/** Without a path a sample goes to the engine's own standard output, which its host shares. */
export const createSampleHandlers = (): Handlers<EngineContract>['samples'] => ({
  write: ({ rows, seed, path }, context) =>
    path === undefined
      ? writeSampleToStream({ rows, seed }, process.stdout, context)
      : writeSampleToFile({ rows, seed }, path, context),
});
