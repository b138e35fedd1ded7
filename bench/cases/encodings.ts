/** Lists in other encodings than UTF-8. */
import { readFile, writeFile } from 'node:fs/promises';
import Encoding from 'encoding-japanese';
import { type Case, type Figure, inRounds, median } from '../case.ts';
import { type CheckMeasured, measureCheck } from '../engine.ts';

const ROWS = 973_000;
const encodings = [
  { what: 'CP932', to: 'SJIS' },
  { what: 'EUC-JP', to: 'EUCJP' },
  { what: 'UTF-16', to: 'UTF16' },
] as const;

export const encodingsCase: Case = {
  name: 'encodings',
  title: 'Other encodings',
  measure: async ({ lists, rounds }) => {
    const utf8 = await readFile(await lists.sample(ROWS));
    // Signs that the older encodings don't have are left out.
    const text = utf8.toString('utf8').replace(/[^\p{ASCII}\p{Script=Han}\p{Script=Kana}]/gu, '');
    const programs: Record<string, () => Promise<CheckMeasured>> = {};
    for (const { what, to } of encodings) {
      const path = await lists.file(`${what}.csv`, async (at) => {
        const bytes =
          to === 'UTF16'
            ? Buffer.from(`\ufeff${text}`, 'utf16le')
            : Buffer.from(Encoding.convert(Encoding.stringToCode(text), { to, from: 'UNICODE' }));
        await writeFile(at, bytes);
      });
      programs[what] = () => measureCheck(path, lists.dir);
    }
    const measured = await inRounds(rounds, programs);
    return encodings.map(({ what }): Figure => {
      const speeds = (measured[what] ?? []).map(({ ms, report }) => report.file.bytes / ms / 1000);
      return { what, value: median(speeds), unit: 'MB/s', must: { atLeast: 100 }, aim: null };
    });
  },
};
