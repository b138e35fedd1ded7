/** `deliver` on an engine that answers as told: confirmations, outcomes, and where it sends. */
import { describe, expect, it } from 'vitest';
import { deliver } from '#cli/commands/deliver.ts';
import { UsageError } from '#cli/usage-error.ts';
import { fail, succeed } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { DeliveryRow, Receipt } from '#contract/schemas/delivery.ts';
import { type FakeCalls, type FakeContext, fakeContext, fakeTerminal } from '../fakes.ts';

const seal = '0'.repeat(64);
const batchId = 'batch-20261122-0123456789abcdef';
const manifest: Manifest = {
  schema: 'dropline.batch/1',
  id: batchId,
  createdAt: '2026-11-22T00:00:00.000Z',
  destination: 'repro-line',
  type: 'followed',
  format: 'ids-and-users',
  address: null,
  source: { name: 'users.csv', bytes: 812, sha256: seal },
  check: { records: { total: 1, deliverable: 1, rejected: 0, leftOut: 0 }, findings: [] },
  fixes: [],
  parts: [{ file: 'a.csv', records: 1, bytes: 40, sha256: seal }],
};
const receiptOf = (outcome: Receipt['outcome']): Receipt => ({
  schema: 'dropline.receipt/1',
  batch: batchId,
  seal,
  outcome,
  parts: [],
});
const deliveryId = 'delivery-0123456789abcdef';
const folderId = 'folder-0123456789abcdef';
const delivered = (
  outcome: Receipt['outcome'],
  regionNamed: string | null = null,
  receiptFile: string | null = '/out/receipt.json',
) => succeed({ deliveryId, receipt: receiptOf(outcome), receiptFile, regionNamed });

const rowOf = (state: DeliveryRow['state']): DeliveryRow => ({
  ...{ id: deliveryId, batch: batchId, file: 'a.csv', profileName: null, environment: null },
  ...{ bucket: 'drop', type: 'followed', records: 1, bytes: 40, state, standstill: null },
  ...{ failure: null, parts: 1, partsUploaded: 0, doneBytes: 0, bytesPerSecond: null },
  ...{ secondsLeft: null, retryInMs: null, limitedTo: null, waitsFor: null, piecesLeft: false },
  can: { pause: false, goOn: true, cancel: true, release: false },
  ...{ importedAt: null, queuedAt: '2026-11-22T00:00:00.000Z', startedAt: null, finishedAt: null },
});

type Answer = ReturnType<typeof delivered> | ReturnType<typeof fail>;

/** What is asked before a delivery is in the queue. */
const asked = ['confirm-type-missing', 'again-missing', 'reason-missing', 'import-unconfirmed'];

/** Answers each attempt in order: a question before the queue, anything else at its end. */
const deliveries = (answers: Answer[]): NonNullable<FakeCalls['deliveries']> => ({
  enqueue: async () => {
    const [next] = answers;
    if (next === undefined || next.ok || !asked.includes(next.error.code)) {
      return succeed({ deliveryId });
    }
    answers.shift();
    return next as never;
  },
  follow: async () => (answers.shift() ?? fail('internal-error')) as never,
  receipt: async () => succeed({ receipt: receiptOf('unknown') }),
  unfinished: async () => succeed({ delivery: null }),
  remembered: async () => succeed({}),
});

const engine = (answers: Answer[], address: Manifest['address'] = null): FakeCalls => ({
  files: {
    openFolder: async ({ path }) =>
      path === '/drop'
        ? succeed({ folderId, name: 'drop' })
        : fail('out-parent-missing', { name: 'nowhere' }),
  },
  batches: {
    open: async () => succeed({ batchId, dir: '/out', seal, manifest: { ...manifest, address } }),
  },
  deliveries: deliveries(answers),
});
const s3 = { to: { kind: 's3', bucket: 'drop' }, appId: 'app', channelId: '123' } as const;
const startsOf = ({ made }: FakeContext) =>
  made.filter(([name]) => name === 'deliveries.enqueue').map(([, input]) => input);

describe('deliver', () => {
  it.each([
    [delivered('uploaded'), 0],
    [delivered('failed'), 4],
    [delivered('unknown'), 4],
    [delivered('cancelled'), 130],
    [fail('s3-wrong-secret'), 4],
    [fail('credentials-missing'), 5],
    [fail('keychain-closed'), 5],
    [fail('address-mismatch'), 1],
    [fail('batch-altered'), 1],
    [fail('cancelled'), 130],
  ])('%# ends with its exit code', async (answer, exitCode) => {
    expect(await deliver(fakeContext(engine([answer])), '/out', s3)).toBe(exitCode);
  });

  it('prints the receipt and nothing else with --json', async () => {
    const context = fakeContext(engine([delivered('uploaded', 'eu-west-1')]));
    await deliver(context, '/out', { ...s3, json: true });
    expect(JSON.parse(context.terminal.printed.join('\n'))).toEqual(receiptOf('uploaded'));
    expect(context.terminal.told.join()).toContain('eu-west-1');
  });

  it('says that a receipt couldn’t be saved, and how to see it', async () => {
    const context = fakeContext(engine([delivered('uploaded', null, null)]));
    expect(await deliver(context, '/out', s3)).toBe(0);
    expect(context.terminal.told).toEqual([
      expect.stringContaining('The receipt couldn’t be saved beside the batch'),
      '  To print it: dropline deliver /out --resume --json',
    ]);
  });

  it.each([
    ['s3-forbidden', true],
    ['delivery-paused', false],
  ] as const)('after %s without a receipt says so: %s', async (code, isTold) => {
    const parts = [
      {
        ...{ file: 'a.csv', bucket: 'drop', key: 'k', bytes: 40, sha256: seal, etag: null },
        ...{ uploadId: null, partsSent: 0, partsReused: 0, finishedAt: null, requestId: null },
        startedAt: '2026-11-22T00:00:00.000Z',
      },
    ];
    const calls = engine([fail(code, { deliveryId, receiptFile: null })]);
    const receipt = async () => succeed({ receipt: { ...receiptOf('failed'), parts } });
    const context = fakeContext({ ...calls, deliveries: { ...calls.deliveries, receipt } });
    await deliver(context, '/out', s3);
    expect(context.terminal.told.join('\n').includes('couldn’t be saved')).toBe(isTold);
  });

  it('prints the receipt of a delivery that failed under way, too', async () => {
    const context = fakeContext(engine([fail('s3-outcome-unknown', { deliveryId })]));
    expect(await deliver(context, '/out', { ...s3, json: true })).toBe(4);
    expect(JSON.parse(context.terminal.printed.join('\n'))).toEqual(receiptOf('unknown'));
  });

  it('prints a receipt of nothing with --json where it never got going', async () => {
    const context = fakeContext(engine([fail('again-missing')]));
    expect(await deliver(context, '/out', { ...s3, json: true })).toBe(1);
    expect(JSON.parse(context.terminal.printed.join('\n'))).toEqual(receiptOf('failed'));
  });

  it.each([
    ['confirm-type-missing', '--confirm-type followed'],
    ['again-missing', '--again'],
    ['reason-missing', '--reason TEXT'],
    ['import-unconfirmed', '--reason TEXT'],
  ] as const)('names the option for %s where nobody can be asked', async (code, option) => {
    const context = fakeContext(engine([fail(code)]), { answers: ['followed'] });
    expect(await deliver(context, '/out', s3)).toBe(1);
    expect(context.terminal.told.at(-1)).toBe(`  On the command line: ${option}.`);
    expect(startsOf(context)).toHaveLength(1);
  });

  it('says in its question which words the type has', async () => {
    const questions: string[] = [];
    const line = async (question: string) => {
      questions.push(question);
      return '';
    };
    const context = fakeContext(engine([fail('confirm-type-missing')]), {
      terminal: fakeTerminal({ canAsk: true }),
      ask: { line, secret: line },
    });
    await deliver(context, '/out', s3);
    expect(questions).toEqual([expect.stringContaining('followed or unfollowed')]);
  });

  it('takes an empty reason for none', async () => {
    const context = fakeContext(engine([fail('reason-missing')]));
    expect(await deliver(context, '/out', { ...s3, reason: '' })).toBe(1);
    expect(startsOf(context)).toMatchObject([{ confirm: { again: false } }]);
    expect(startsOf(context)).not.toMatchObject([{ confirm: { reason: '' } }]);
    expect(context.terminal.told.at(-1)).toContain('--reason TEXT');
  });

  it('asks a person for each confirmation once, and sends what was answered', async () => {
    const answers = [
      fail('confirm-type-missing'),
      fail('again-missing'),
      fail('reason-missing'),
      delivered('uploaded'),
    ];
    const terminal = fakeTerminal({ canAsk: true });
    const context = fakeContext(engine(answers), {
      terminal,
      answers: ['followed', 'yes', 'New region'],
    });
    expect(await deliver(context, '/out', s3)).toBe(0);
    expect(startsOf(context).at(-1)).toMatchObject({
      confirm: { type: 'followed', again: true, reason: 'New region' },
    });
  });

  it.each([['unfollow'], ['']])('sends nothing after the answer %j', async (answer) => {
    const terminal = fakeTerminal({ canAsk: true });
    const context = fakeContext(engine([fail('confirm-type-missing')]), {
      terminal,
      answers: [answer],
    });
    expect(await deliver(context, '/out', s3)).toBe(1);
    expect(startsOf(context)).toHaveLength(1);
  });

  it.each([
    'confirm-type-missing',
    'again-missing',
    'reason-missing',
    'import-unconfirmed',
  ] as const)('was interrupted where the question for %s was left', async (code) => {
    const terminal = fakeTerminal({ canAsk: true });
    const context = fakeContext(engine([fail(code)]), { terminal, answers: [] });
    expect(await deliver(context, '/out', { ...s3, json: true })).toBe(130);
    expect(JSON.parse(terminal.printed.join('\n'))).toEqual(receiptOf('cancelled'));
    expect(terminal.told.join('\n')).toContain('[cancelled]');
    expect(startsOf(context)).toHaveLength(1);
  });

  it('takes region and endpoint from the environment, and IDs from the seal', async () => {
    const address = { appId: 'sealed', channelId: '9', environment: null };
    const context = fakeContext(engine([delivered('uploaded')], address), {
      env: { AWS_REGION: 'ap-northeast-1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' },
    });
    await deliver(context, '/out', { to: { kind: 's3', bucket: 'drop', prefix: 'a/b' } });
    expect(startsOf(context)).toEqual([
      {
        batchId,
        to: {
          kind: 's3',
          place: {
            kind: 's3',
            bucket: 'drop',
            prefix: 'a/b',
            region: 'ap-northeast-1',
            endpoint: 'http://127.0.0.1:9000',
          },
          appId: 'sealed',
          channelId: '9',
        },
        confirm: { again: false },
        mayWait: false,
      },
    ]);
  });

  it.each([
    ['AWS_REGION', 'Tokyo!'],
    ['AWS_ENDPOINT_URL_S3', 'notaurl'],
  ])('names %s where it holds no such thing', async (name, value) => {
    const context = fakeContext(engine([]), { env: { [name]: value } });
    await expect(deliver(context, 'out', s3)).rejects.toThrow(
      `${value} can’t be used for ${name}.`,
    );
  });

  it('tells nobody how to get past a type that doesn’t match', async () => {
    const context = fakeContext(engine([fail('confirm-type-mismatch')]));
    expect(await deliver(context, 'out', { ...s3, confirmType: 'unfollowed' })).toBe(1);
    expect(context.terminal.told.join('\n')).not.toContain('--confirm-type');
  });

  it('says once that it waits where no bar is seen', async () => {
    const progress = { stage: 'send', doneBytes: 0, totalBytes: 9, part: 1, parts: 1 } as const;
    const calls: FakeCalls = {
      ...engine([]),
      deliveries: {
        ...deliveries([]),
        follow: async (_, options) => {
          for (const retryInMs of [null, 500, 900]) {
            options?.onProgress?.({ ...progress, bytesPerSecond: null, retryInMs });
          }
          return delivered('uploaded');
        },
      },
    };
    const told = async (isWatched: boolean) => {
      const context = fakeContext(calls, { terminal: fakeTerminal({ isWatched }) });
      await deliver(context, 'out', s3);
      return context.terminal.told;
    };
    expect(await told(false)).toEqual([expect.stringContaining('tries again')]);
    expect(await told(true)).toEqual([]);
  });

  it('pauses when it is interrupted, prints what is known, and says how to go on', async () => {
    const interruption = new AbortController();
    let paused: () => void = () => undefined;
    const isPaused = new Promise<void>((resolve) => {
      paused = resolve;
    });
    const calls: FakeCalls = {
      ...engine([]),
      deliveries: {
        ...deliveries([]),
        follow: async () => {
          interruption.abort();
          await isPaused;
          return fail('delivery-paused', { deliveryId });
        },
        pause: async () => {
          paused();
          return succeed(rowOf('paused'));
        },
        receipt: async () => succeed({ receipt: receiptOf('failed') }),
        unfinished: async () => succeed({ delivery: rowOf('paused') }),
      },
    };
    const context = fakeContext(calls, { signal: interruption.signal });
    expect(await deliver(context, '/out', { ...s3, json: true })).toBe(130);
    expect(JSON.parse(context.terminal.printed.join('\n'))).toEqual(receiptOf('cancelled'));
    expect(context.terminal.told.at(-1)).toContain('dropline deliver /out --resume');
  });

  const left = (answers: Partial<NonNullable<FakeCalls['deliveries']>>) =>
    fakeContext({
      ...engine([]),
      deliveries: {
        ...deliveries([]),
        earlier: async () => succeed({ delivery: rowOf('paused') }),
        unfinished: async () => succeed({ delivery: rowOf('paused') }),
        ...answers,
      },
    });

  it.each(['delivery-busy', 'endpoint-not-https'] as const)(
    'doesn’t offer to go on where %s kept it from beginning',
    async (code) => {
      const context = left({ enqueue: async () => fail(code) });
      await deliver(context, '/out', s3);
      expect(context.terminal.told.join('\n')).not.toContain('--resume');
    },
  );

  it('doesn’t offer to go on where somebody else is sending', async () => {
    const context = left({ goOn: async () => fail('delivery-busy') });
    expect(await deliver(context, '/out', { resume: true })).toBe(1);
    expect(context.terminal.told.join('\n')).not.toContain('--resume');
  });

  it.each([
    ['s3-no-bucket', false],
    ['endpoint-not-https', false],
    ['net-refused', true],
    ['s3-wrong-secret', true],
  ] as const)('after %s, going on is offered: %s', async (code, isOffered) => {
    const context = left({ follow: async () => fail(code, { deliveryId }) });
    await deliver(context, '/out', s3);
    expect(context.terminal.told.join('\n').includes('--resume')).toBe(isOffered);
  });

  it('names the ways to an address, one or the other', async () => {
    const context = fakeContext(engine([]));
    expect(await deliver(context, '/out', { to: s3.to })).toBe(1);
    expect(context.terminal.told.at(-1)).toBe(
      '  On the command line: --app-id ID --channel-id ID, or --profile NAME instead of --to.',
    );
  });

  it('goes on with the interrupted delivery, and needs to be told of no place for that', async () => {
    const calls: FakeCalls = {
      ...engine([]),
      deliveries: {
        ...deliveries([delivered('uploaded')]),
        earlier: async () => succeed({ delivery: rowOf('waiting') }),
        goOn: async () => succeed(rowOf('waiting')),
      },
    };
    const context = fakeContext(calls);
    expect(await deliver(context, '/out', { resume: true })).toBe(0);
    const names = context.made.map(([name]) => name);
    expect([names.includes('deliveries.goOn'), names.includes('deliveries.enqueue')]).toEqual([
      true,
      false,
    ]);
    expect(context.made).toContainEqual(['deliveries.earlier', { batchId }]);
  });

  it('goes on with nothing that is confirmed as another type', async () => {
    const context = fakeContext({
      ...engine([]),
      deliveries: {
        ...deliveries([]),
        earlier: async () => succeed({ delivery: rowOf('waiting') }),
      },
    });
    const options = { resume: true, confirmType: 'unfollowed' } as const;
    expect(await deliver(context, '/out', options)).toBe(1);
    expect(context.terminal.told.join()).toContain('confirm-type-mismatch');
  });

  it('begins anew where --resume finds nothing to that place', async () => {
    const calls: FakeCalls = {
      ...engine([]),
      deliveries: {
        ...deliveries([delivered('uploaded')]),
        earlier: async () => succeed({ delivery: null }),
      },
    };
    const context = fakeContext(calls);
    expect(await deliver(context, '/out', { ...s3, resume: true })).toBe(0);
    expect(startsOf(context)).toHaveLength(1);
    const place = { kind: 's3', place: s3.to, appId: s3.appId, channelId: s3.channelId };
    expect(context.made).toContainEqual(['deliveries.earlier', { batchId, to: place }]);
  });

  it('gives the receipt of one that had arrived, and sends it anew only where that is said', async () => {
    const calls = (): FakeCalls => ({
      ...engine([]),
      deliveries: {
        ...deliveries([delivered('uploaded')]),
        earlier: async () => succeed({ delivery: rowOf('uploaded') }),
      },
    });
    const context = fakeContext(calls());
    const again = fakeContext(calls());
    expect([
      await deliver(context, '/out', { ...s3, resume: true }),
      startsOf(context).length,
      await deliver(again, '/out', { ...s3, resume: true, again: true }),
      startsOf(again).length,
    ]).toEqual([0, 0, 0, 1]);
    expect(context.terminal.told.join()).toContain('had already arrived');
  });

  it('delivers into a folder, and makes none', async () => {
    const nowhere = { kind: 'folder', path: '/nowhere' } as const;
    expect(await deliver(fakeContext(engine([])), '/out', { ...s3, to: nowhere })).toBe(3);
    const context = fakeContext(engine([delivered('uploaded')]));
    await deliver(context, '/out', { ...s3, to: { kind: 'folder', path: '/drop' } });
    expect(startsOf(context)).toMatchObject([{ to: { kind: 'folder', folderId } }]);
    expect(context.terminal.printed[0]).toContain('Nothing was sent to Repro');
  });

  it('needs to know where, once', async () => {
    await expect(deliver(fakeContext(engine([])), '/out', {})).rejects.toThrow(UsageError);
    const both = deliver(fakeContext(engine([])), '/out', { ...s3, profile: 'x' });
    await expect(both).rejects.toThrow('--profile and --to can’t be used together.');
    const ids = { profile: 'x', appId: s3.appId, channelId: s3.channelId };
    const others = deliver(fakeContext(engine([])), '/out', ids);
    await expect(others).rejects.toThrow('--profile and --app-id can’t be used together.');
    expect(await deliver(fakeContext(engine([])), '/out', { to: s3.to })).toBe(1);
  });
});
