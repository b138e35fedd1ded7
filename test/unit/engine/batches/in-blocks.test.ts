import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OFFERED_FIXES, REFUSABLE_FIXES } from '#contract/rules.ts';
import { checkOptions } from '#contract/schemas/check.ts';
import type { BuildJobInput } from '#engine/batches/build-job.ts';
import { toPassPlan } from '#engine/checks/scanner/pass-plan.ts';
import type { Checked } from '#engine/checks/checked.ts';
import { addMarks, MARK } from '#engine/checks/marks.ts';
import type { RecordChange } from '#engine/checks/overlay.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { withOverlay } from '#engine/checks/with-overlay.ts';
import { foreignList, oddList } from '../checks/scanner/odd-lists.ts';
import { openLab, type Lab } from './build-lab.ts';
import { checkInProcess, runInProcess } from './in-process.ts';

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

const options = fc.record({
  type: fc.constantFrom('followed', 'unfollowed'),
  format: fc.constantFrom('auto', 'auto', 'ids-and-users', 'ids-only'),
  fixes: fc.subarray([...OFFERED_FIXES]).map((fixes) => (fixes.length > 2 ? [] : fixes)),
  refusedFixes: fc.subarray([...REFUSABLE_FIXES]).map((fixes) => (fixes.length > 2 ? [] : fixes)),
  keep: fc.constantFrom(undefined, undefined, 'first', 'last'),
});

/** What a build leaves, and what it answers. */
const built = async (checked: Checked, limit: number, plainly: boolean) => {
  const dir = join(lab.dir, 'batch');
  mkdirSync(dir);
  const input: BuildJobInput = {
    ...{ checked, dir, plainly },
    format: checked.plan.format ?? 'ids-only',
    name: 'list',
    createdAtMs: 0,
    unique: { batch: 'a', idsOnly: 'b' },
    partBytesLimit: limit,
  };
  const result = await runInProcess('build', input);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')]);
  rmSync(dir, { recursive: true });
  return { result, files: files.sort() };
};

const change: fc.Arbitrary<RecordChange> = fc.record(
  {
    fields: fc
      .array(fc.tuple(fc.nat({ max: 2 }), fc.constantFrom('', 'b', `U${'ab'.repeat(16)}`, 'U12')))
      .map((fields) => new Map(fields)),
    setAside: fc.constant(true as const),
    marks: fc.constantFrom(MARK.copy, MARK.lineConflict),
  },
  { requiredKeys: [] },
);

let lists = 0;
const checkedList = async (bytes: Uint8Array, chosen: object) => {
  lists += 1;
  const file = await lab.open(lab.write(`${lists}.csv`, bytes));
  const parsed = checkOptions.parse({ ...chosen, maxSamples: 1 });
  const outcome = await checkInProcess(file, parsed, {});
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value.checked;
};

it('writes byte for byte what the plain road writes, whatever the list is like', async () => {
  await fc.assert(
    fc.asyncProperty(
      oddList(60),
      options,
      fc.integer({ min: 900, max: 5000 }),
      async (list, chosen, limit) => {
        const checked = await checkedList(list.bytes, chosen);
        fc.pre(toPassPlan(checked) !== null && checked.records.partial !== true);
        const wide = 70_000;
        for (const bytes of [limit, wide]) {
          expect(await built(checked, bytes, false)).toEqual(await built(checked, bytes, true));
        }
      },
    ),
    { numRuns: 120 },
  );
}, 120_000);

it.each([' ', '\u00a0', '\u200b', '\u3000'])('writes nothing for a user ID of %j', async (user) => {
  const [first, second] = ['a9', 'b8'].map((digits) => `U000a${digits.repeat(14)}`);
  const rows = [`${first},${user}`, `${second},"${'x'.repeat(600)}"`, `${first},`];
  const bytes = Buffer.from(['line_user_id,user_id', ...rows].join('\n'));
  const checked = await checkedList(bytes, { type: 'unfollowed', format: 'ids-and-users' });
  expect(await built(checked, 900, false)).toEqual(await built(checked, 900, true));
});

it('does so for lists in other encodings', async () => {
  await fc.assert(
    fc.asyncProperty(foreignList(40), options, async ({ bytes, encoding }, chosen) => {
      const checked = await checkedList(bytes, { ...chosen, encoding });
      fc.pre(toPassPlan(checked) !== null && checked.records.partial !== true);
      expect(await built(checked, 2000, false)).toEqual(await built(checked, 2000, true));
    }),
    { numRuns: 60 },
  );
}, 120_000);

it('leaves out what is known in a list of changes only', async () => {
  await fc.assert(
    fc.asyncProperty(oddList(60), fc.array(fc.nat({ max: 59 })), async (list, known) => {
      const checked = await checkedList(list.bytes, { type: 'followed', changesOnly: true });
      fc.pre(toPassPlan(checked) !== null);
      for (const at of known) addMarks(checked.marks, at + 1, MARK.alreadyDelivered);
      const outcomes = Array.from(walkRecords(checked), ({ outcome }) => outcome);
      const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
      const records = {
        total: outcomes.length,
        deliverable: count('deliverable'),
        rejected: count('rejected'),
        leftOut: count('left-out'),
      };
      const crossed = { ...checked, records };
      const plain = await built(crossed, 9000, true);
      expect(plain.result.ok).toBe(true);
      expect(await built(crossed, 9000, false)).toEqual(plain);
    }),
    { numRuns: 40 },
  );
}, 60_000);

/** Every kind of odd record over and over, among usual ones, until threads beside are worth their start. */
const largeList = (): Buffer => {
  const digits = (at: number) => `${at.toString(16).padStart(8, '0')}${'9e'.repeat(12)}`;
  const odd = (at: number): string[] => [
    `U${digits(at)}`,
    `U${digits(at).slice(1)},short-${at}`,
    `C${digits(at)},=1+${at}`,
    `@${at},"a ""quoted"" name, ${at}"`,
    `-${at},"two\nlines"`,
    `東京${at},東京`,
    `\u3000${at},全角`,
    `U${digits(at)},b,c`,
    `line:U${digits(at)},prefixed`,
    ` U${digits(at)},spaces`,
    `U${digits(at).toUpperCase()},upper`,
    `U${digits(at)},${'7'.repeat(192)}`,
    `U${digits(1)},again-${at % 2}`,
  ];
  const lines = ['line_user_id,user_id'];
  for (let at = 0; lines.length < 230_000; at += 1) {
    for (let usual = 0; usual < 40; usual += 1) lines.push(`U${digits(at * 64 + usual)},m-${at}`);
    lines.push(odd(at)[at % odd(at).length] ?? '');
  }
  return Buffer.from(`${lines.join('\n')}\n`);
};

it('writes a large list on threads beside, as the plain road writes it', async () => {
  const checked = await checkedList(largeList(), { type: 'followed' });
  expect(checked.file.bytes).toBeGreaterThan(8 * 1024 * 1024);
  const plain = await built(checked, 3_000_000, true);
  expect(plain.result).toMatchObject({ ok: true });
  expect(await built(checked, 3_000_000, false)).toEqual(plain);
}, 240_000);

it('writes changed records as they are changed, and leaves the source alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      oddList(60),
      options,
      fc.array(fc.tuple(fc.nat(), change), { maxLength: 8 }),
      async (list, chosen, changes) => {
        const source = await checkedList(list.bytes, chosen);
        const { total, partial } = source.records;
        fc.pre(toPassPlan(source) !== null && total > 0 && partial !== true);
        const overlay = new Map(changes.map(([at, made]) => [(at % total) + 1, made]));
        const checked = withOverlay(source, overlay);
        const plain = await built(checked, 9000, true);
        const walked = [...walkRecords(checked)];
        const written = plain.files.flatMap(([name, text]) =>
          /\.csv$/.test(String(name)) && name !== 'rejected.csv' ? String(text).split('\n') : [],
        );
        const count = (outcome: string) => walked.filter((row) => row.outcome === outcome).length;
        expect({
          records: checked.records,
          blocks: await built(checked, 9000, false),
          source: readFileSync(source.file.path),
          isIn: walked
            .filter(({ outcome }) => outcome === 'deliverable')
            .every(({ lineUserId }) => written.some((row) => row.startsWith(lineUserId))),
        }).toEqual({
          records: {
            total,
            deliverable: count('deliverable'),
            rejected: count('rejected'),
            leftOut: count('left-out'),
          },
          blocks: plain,
          source: Buffer.from(list.bytes),
          isIn: true,
        });
      },
    ),
    { numRuns: 80 },
  );
}, 120_000);
