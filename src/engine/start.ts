/**
 * The entry of the engine's process. What takes longest to be ready is started first, and everything
 * else loads beside it.
 */
import { keepSpareWorker } from './jobs/spare-worker.ts';
import { letJobsStandBack } from './jobs/stand-back.ts';
import type { EngineSettings } from './settings.ts';

/** Not parsed yet: `main.ts` does that, and ends where they are none. */
const settings = JSON.parse(process.argv[2] ?? '{}') as Partial<EngineSettings>;
if (settings.hasWindow) letJobsStandBack();
if (settings.expects === 'large-list') keepSpareWorker();
await import('./main.ts');
