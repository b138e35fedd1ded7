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
import { oddList } from '../checks/scanner/odd-lists.ts';
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
