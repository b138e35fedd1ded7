/**
 * A process that builds a batch, to be killed: builds `argv[2]` into `argv[3]`, tells its progress to
 * its parent, and how it ended.
 */
import { succeed } from '#contract/result.ts';
import { buildOptions } from '#contract/schemas/batch.ts';
import { createBatchHandlers } from '#engine/batches/handlers.ts';
import { createOpenedBatches } from '#engine/batches/opened.ts';
import { createVerifiedBatches } from '#engine/batches/verified.ts';
import { runCheck } from '#engine/checks/run-check.ts';
import { openFile } from '#engine/csv/open-file.ts';
import { runJob } from '#engine/jobs/run-job.ts';
import { exampleProfile } from '#test/unit/engine/batches/build-lab.ts';

const [, , source = '', out = ''] = process.argv;
const file = await openFile(source);
if (!file.ok) throw new Error(file.error.code);

const { build } = createBatchHandlers({
  file: () => file,
  folder: () => succeed(out),
  profile: () => succeed(exampleProfile()),
  check: runCheck,
  runJob,
  clock: () => new Date(),
  opened: createOpenedBatches(),
  verified: createVerifiedBatches({ runJob }),
  partBytesLimit: 200_000,
});
const answer = await build(
  {
    fileId: 'file-0123456789abcdef',
    outId: 'folder-0123456789abcdef',
    options: buildOptions.parse({ type: 'followed', fixes: ['user-id-missing'] }),
  },
  {
    signal: new AbortController().signal,
    progress: ({ stage }) => void process.send?.({ stage }),
  },
);
process.send?.({ stage: answer.ok ? 'built' : answer.error.code });
process.disconnect?.();
