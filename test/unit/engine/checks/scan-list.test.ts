import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import { scanList } from '#engine/checks/scan-list.ts';
import { detectLayout } from '#engine/csv/encoding.ts';
import { encode } from '../csv/encodings.ts';
import { lineId, withFile } from './check-list.ts';
import { foreignList } from './scanner/odd-lists.ts';

const hooks = { maxSamples: 20, cancelled: () => false, progress: () => undefined };

/** The encoding and hash of a list as a check finds them, and as decoding all of it does. */
const foundIn = (bytes: Uint8Array) =>
  withFile(bytes, async (file) => {
    const scanned = await scanList(file, checkOptions.parse({}), hooks);
    if (!scanned.ok) throw new Error(scanned.error.code);
    const detected = detectLayout(file.fd, file.bytes, 'auto', hooks);
    if (typeof detected === 'string') throw new Error(detected);
    const { layout, sha256 } = scanned.value;
    return {
      byScan: [layout.encoding, layout.bomBytes, sha256],
      byDetection: [detected.layout.encoding, detected.layout.bomBytes, detected.sha256],
    };
  });

it('finds the encoding that decoding all of the file finds', async () => {
  await fc.assert(
    fc.asyncProperty(foreignList(40), async ({ bytes }) => {
      const { byScan, byDetection } = await foundIn(bytes);
      expect(byScan).toEqual(byDetection);
    }),
    { numRuns: 150 },
  );
}, 60_000);

const row = (number: number) => `${lineId(number)},user${number}\n`;
const plain = Array.from({ length: 30_000 }, (_, at) => row(at)).join('');
const names = Array.from({ length: 30_000 }, (_, at) => `${lineId(at)},山田太郎${at}\n`).join('');

it.each([
  ['names only after what a guess looks at', [plain, '山田,太郎\n', plain], 'cp932', 'cp932'],
  ['more names than a guess weighs', [names], 'euc-jp', 'euc-jp'],
  ['a broken byte after all that a guess weighs', [names, 0xfd, plain], 'cp932', 'utf-8'],
  ['an encoding that both decode at first', ['ｱ\n', names], 'cp932', 'cp932'],
] as const)(
  'also with %s',
  async (_, parts, encoding, expected) => {
    const bytes = Buffer.concat(
      parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : encode(part, encoding))),
    );
    const { byScan, byDetection } = await foundIn(bytes);
    expect([byScan, byScan[0]]).toEqual([byDetection, expected]);
  },
  60_000,
);
