/** What a host tells the engine's process when it starts it. */
import { z } from 'zod';
import { isFaultBuild } from './fault-points.ts';

const engineSettings = z
  .object({
    /** Folder of the database and of the batches. Made when first needed. */
    dataDir: z.string().min(1),
    /** Parse answers, too: development and tests. */
    checkOutput: z.boolean().default(false),
    /** How long a delivery goes on trying against a far end that is out of reach; null for ever. */
    maxRetryMs: z.number().int().nonnegative().nullable().default(300_000),
    /** Whether a window is open: jobs stand back for it, and what people wait for is loaded ahead. */
    hasWindow: z.boolean().default(false),
    /** The list that comes at once, if one does: what checks it starts with the engine. */
    expects: z.enum(['large-list', 'small-list']).nullable().default(null),
    /** A request on which nothing moves for so long is given up. */
    idleMs: z.number().int().positive().default(30_000),
  })
  .strict();

export type EngineSettings = z.output<typeof engineSettings>;

/** What a fault test wants otherwise: nobody can wait for the times of real life there. */
const settingsOfFaultTest = (): object =>
  isFaultBuild ? (JSON.parse(process.env.FAULT_SETTINGS ?? '{}') as object) : {};

/** Parses the engine's argument. Throws where it is none: then the host has a bug. */
export const parseSettings = (argument: string | undefined): EngineSettings =>
  engineSettings.parse({ ...JSON.parse(argument ?? 'null'), ...settingsOfFaultTest() });
