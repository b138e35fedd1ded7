/** Every fault that passes, at every request of a delivery. */
import './small-sizes.ts';
import { expect, it } from 'vitest';
import type { FaultRule } from '../../s3-server/faults.ts';
import { endOf, makeBatch } from './lab.ts';
import { once, start, textFor } from './s3-lab.ts';

const operations = [
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
] as const;

const passing: readonly (readonly [string, FaultRule['action'], number])[] = [
  ['503 SlowDown, four times', { kind: 'status', status: 503, code: 'SlowDown' }, 4],
  ['500', { kind: 'status', status: 500, code: 'InternalError' }, 1],
  ['502 without a document', { kind: 'status', status: 502, code: '' }, 1],
  ['504', { kind: 'status', status: 504, code: 'GatewayTimeout' }, 1],
  ['429', { kind: 'status', status: 429, code: 'TooManyRequests' }, 1],
  ['400 RequestTimeout', { kind: 'status', status: 400, code: 'RequestTimeout' }, 1],
  ['409 OperationAborted', { kind: 'status', status: 409, code: 'OperationAborted' }, 1],
  ['a reset before the body', { kind: 'resetBefore' }, 2],
  ['a reset in the body', { kind: 'resetInBody', afterBytes: 20 }, 2],
  ['a reset in place of the answer', { kind: 'resetAfter' }, 1],
  ['silence before the body', { kind: 'stall', at: 'head' }, 1],
  ['silence in place of the answer', { kind: 'stall', at: 'answer' }, 1],
  ['a sign-in page', { kind: 'html' }, 1],
];

const passingCases = operations.flatMap((operation) =>
  passing.map(([name, action, times]) => ({ operation, name, action, times })),
);

it.each(passingCases)(
  'gets over $name at $operation: one object, once, and nothing else',
  async ({ operation, action, times }) => {
    const faults: FaultRule[] = [{ match: { operation }, times, action }];
    // Long enough for a busy machine; silence alone has to be waited for.
    const idleMs = action.kind === 'stall' ? 1_000 : 20_000;
    const { lab, to, left } = await start(faults, {}, { idleMs, maxRetryMs: 30_000 });
    expect([
      endOf(await lab.deliver(makeBatch({ parts: [textFor(operation)] }), to)),
      left(),
    ]).toEqual(['uploaded', once]);
  },
);

it.each(['HeadBucket', 'HeadObject'] as const)('gets over a fault at %s', async (operation) => {
  const action = { kind: 'status', status: 500, code: 'InternalError' } as const;
  const { lab, to, left } = await start([{ match: { operation }, times: 2, action }]);
  expect([endOf(await lab.deliver(makeBatch(), to)), left()]).toEqual(['uploaded', once]);
});
