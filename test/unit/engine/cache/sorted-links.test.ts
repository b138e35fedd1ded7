import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareKeys, type LineIdKey, lineIdKey } from '#engine/cache/line-id-key.ts';
import type { LinkSlice } from '#engine/cache/sort-links-job.ts';
import { createLinkSorter, type LinkSorter } from '#engine/cache/sorted-links.ts';

type Link = { readonly lineUserId: string; readonly userId: string | null };

/** What a part can have: LINE's own IDs, some of which begin alike, and whatever else fits. */
const lineUserId = fc.oneof(
  fc.stringMatching(/^U[0-9a-f]{32}$/),
  fc.stringMatching(/^U00112233[0-9a-f]{2}0{22}$/),
  fc.stringMatching(/^U[A-Za-z0-9]{32}$/),
  fc.stringMatching(/^UAb0{28}[0-9]{2}$/),
);

const links = fc.array(
  fc.record({
    lineUserId,
    userId: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 })),
  }),
  { maxLength: 300 },
);

const add = (sorter: LinkSorter, { lineUserId: id, userId }: Link): void => {
  const bytes = Buffer.from(`${id},${userId ?? ''}`);
  sorter.add(bytes, 0, 34, bytes.length);
};

const linksOf = ({ ids, isText, userIds }: LinkSlice) => {
  const users: (string | null)[] = JSON.parse(userIds);
  const width = isText ? 33 : 16;
  expect(ids.length).toBe(users.length * width);
  return users.map((userId, at) => {
    const id = Buffer.from(ids.slice(at * width, (at + 1) * width));
    return { lineId: isText ? id.toString('latin1') : id, userId };
  });
};

const drained = (added: readonly Link[], sliceRows: number) => {
  const sorter = createLinkSorter(() => sliceRows);
  for (const link of added) add(sorter, link);
  const slices = [...sorter.drain()];
  expect([sorter.heldBytes(), [...sorter.drain()]]).toEqual([0, []]);
  return slices.map(linksOf);
};

it('gives links back in the order of the database, the later of two behind the earlier', () => {
  fc.assert(
    fc.property(links, fc.integer({ min: 1, max: 9 }), (added, sliceRows) => {
      const expected = added
        .map(({ lineUserId: id, userId }) => ({ lineId: lineIdKey(id), userId }))
        .sort((a, b) => compareKeys(a.lineId, b.lineId));
      const slices = drained(added, sliceRows);
      expect(slices.flat()).toEqual(expected);
      expect(slices.every((slice) => slice.length > 0 && slice.length <= sliceRows)).toBe(true);
    }),
  );
});

it('takes links while others go out, and keeps the order of those of one ID', () => {
  type Keyed = { readonly lineId: LineIdKey; readonly userId: string | null };
  const inOrderOfKeys = (all: readonly Keyed[]) =>
    [...all].sort((a, b) => compareKeys(a.lineId, b.lineId));
  fc.assert(
    fc.property(links, links, (before, meanwhile) => {
      const sorter = createLinkSorter(() => 3);
      for (const link of before) add(sorter, link);
      const waiting = [...meanwhile];
      const out: Keyed[] = [];
      for (const slice of sorter.drain()) {
        out.push(...linksOf(slice));
        for (const link of waiting.splice(0, 4)) add(sorter, link);
      }
      for (const link of waiting) add(sorter, link);
      for (const slice of sorter.drain()) out.push(...linksOf(slice));
      const expected = [...before, ...meanwhile].map(({ lineUserId: id, userId }) => ({
        lineId: lineIdKey(id),
        userId,
      }));
      expect([inOrderOfKeys(out), sorter.heldBytes()]).toEqual([inOrderOfKeys(expected), 0]);
    }),
  );
});

it('packs user IDs of any size', () => {
  const userId = 'x"\\\n'.repeat(20_000);
  const lineUserIds = ['a', 'b', 'c'].map((digit) => `U${digit.repeat(32)}`);
  const added = lineUserIds.map((id) => ({ lineUserId: id, userId }));
  expect(drained(added, 2).flat()).toEqual(
    lineUserIds.map((id) => ({ lineId: lineIdKey(id), userId })),
  );
});
