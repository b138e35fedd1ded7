/** The receipt of a delivery: what went where and when, written beside the batch. */
import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Receipt, receipt as receiptSchema } from '#contract/schemas/delivery.ts';

/** Time in a file name: UTC, to the second. */
const stampOf = (now: Date): string =>
  now.toISOString().replace(/\.\d+/, '').replaceAll(/[:-]/g, '');

/** Gives a complete file its name if that is free. Where there are no links a name can't be tested. */
const publish = async (temporary: string, path: string): Promise<boolean> => {
  try {
    await link(temporary, path);
    await rm(temporary);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') return false;
    await rename(temporary, path);
    return true;
  }
};

/**
 * Writes `receipt-<time>.json`. Answers its path, or null where the folder can't be written to: the
 * receipt is given back by the call itself, so this is no failure of the delivery.
 */
export const writeReceipt = async (
  dir: string,
  receipt: Receipt,
  now: Date,
): Promise<string | null> => {
  const temporary = join(dir, `.receipt-${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(receiptSchema.parse(receipt), null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    const stem = `receipt-${stampOf(now)}`;
    let path = join(dir, `${stem}.json`);
    for (let copy = 2; !(await publish(temporary, path)); copy += 1) {
      path = join(dir, `${stem}-${copy}.json`);
    }
    return path;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
};
