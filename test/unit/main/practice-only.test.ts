import { describe, expect, test } from 'vitest';
import type { Client, Handlers, OpenToAnyone } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, succeed } from '#contract/result.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import { withoutProduction } from '#main/practice-only.ts';
import { rowWith } from '../delivery-row.ts';

const never = { signal: new AbortController().signal, progress: () => undefined };

/** An engine with these deliveries, behind the rule; null for one whose store can't be read. */
const engineWith = (rows: DeliveryRow[] | null) => {
  const list = async () => (rows ? succeed({ deliveries: rows }) : fail('store-unavailable'));
  const reached: string[] = [];
  const passOn = (name: string) => async () => succeed(void reached.push(name));
  const deliveries = {
    ...{ enqueue: passOn('enqueue'), goOn: passOn('goOn'), release: passOn('release') },
    markImported: passOn('markImported'),
  };
  const { deliveries: guarded } = withoutProduction(
    { deliveries } as unknown as Handlers<OpenToAnyone<EngineContract>>,
    { deliveries: { list } } as unknown as Client<EngineContract>,
  );
  return { guarded, reached };
};

const first = 'delivery-0000000000000001';
const second = 'delivery-0000000000000002';
const mark = { deliveryId: first, imported: true };

describe('a mark as imported', () => {
  const toTest = rowWith({ id: first });
  const waiting = rowWith({ id: second, waitsFor: first });
  const toProduction = { ...waiting, environment: 'production' } as const;

  test.each([
    ['a production list that waits for it', [toTest, toProduction]],
    [
      'a list that waits for it, and nobody has said for what it is',
      [{ ...waiting, environment: null }],
    ],
    ['deliveries that nobody can read', null],
  ])('sets nothing going: %s', async (_, rows) => {
    const { guarded, reached } = engineWith(rows);
    const answer = await guarded.markImported(mark, never);
    expect([answer, reached]).toMatchObject([{ error: { code: 'production-refused' } }, []]);
  });

  test.each([
    ['a test list waits for it', [toTest, waiting], mark],
    ['a production list waits for another one', [{ ...toProduction, waitsFor: second }], mark],
    ['what waits goes to a folder', [{ ...toProduction, bucket: null }], mark],
    ['it is taken back', [toTest, toProduction], { ...mark, imported: false }],
  ])('passes where %s', async (_, rows, input) => {
    const { guarded, reached } = engineWith(rows);
    await guarded.markImported(input, never);
    expect(reached).toEqual(['markImported']);
  });
});

test('nothing else sets a production delivery going either', async () => {
  const { guarded, reached } = engineWith([rowWith({ id: first, environment: 'production' })]);
  const to = { kind: 's3', place: { kind: 's3', bucket: 'drop' } } as const;
  const input = { to, batchId: 'b', confirm: { again: false }, mayWait: true };
  const answers = [
    await guarded.goOn({ deliveryId: first }, never),
    await guarded.release({ deliveryId: first, reason: 'A test' }, never),
    await guarded.enqueue({ ...input, to: { ...to, appId: 'a', channelId: '1' } }, never),
  ];
  const refused = { ok: false, error: { code: 'production-refused' } };
  expect([answers, reached]).toMatchObject([[refused, refused, refused], []]);
});
