/** The receipt of a delivery: what went where and when, written beside the batch. */
import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCodeOf, isDenied, isDiskFull } from '#contract/error-code.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import { type Receipt, receipt as receiptSchema } from '#contract/schemas/delivery.ts';

/** Time in a file name: UTC, to the second. */
const stampOf = (now: Date): string =>
  now.toISOString().replace(/\.\d+/, '').replaceAll(/[:-]/g, '');

const receiptText = (receipt: Receipt): string =>
  `${JSON.stringify(receiptSchema.parse(receipt), null, 2)}\n`;

/** Writes a file under another name first, complete and durable. */
const writeTemporary = async (dir: string, text: string): Promise<string> => {
  const temporary = join(dir, `.receipt-${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
};

/** Gives a complete file its name if that is free. Where there are no links a name can't be tested. */
const publish = async (temporary: string, path: string): Promise<boolean> => {
  try {
    await link(temporary, path);
    await rm(temporary);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
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
  try {
    const temporary = await writeTemporary(dir, receiptText(receipt));
    const stem = `receipt-${stampOf(now)}`;
    let path = join(dir, `${stem}.json`);
    for (let copy = 2; !(await publish(temporary, path)); copy += 1) {
      path = join(dir, `${stem}-${copy}.json`);
    }
    return path;
  } catch (error) {
    if (errorCodeOf(error) !== '') return null;
    throw error;
  }
};

type SaveCode = 'out-parent-missing' | 'out-read-only' | 'out-failed' | 'disk-full';

/** Saves a receipt where a person has chosen: in place of what was there, whole or not at all. */
export const saveReceipt = async (
  path: string,
  receipt: Receipt,
): Promise<Result<Record<string, never>, SaveCode>> => {
  const name = basename(path);
  try {
    const temporary = await writeTemporary(dirname(path), receiptText(receipt));
    await rename(temporary, path);
    return succeed({});
  } catch (error) {
    const reason = errorCodeOf(error);
    if (reason === '') throw error;
    if (isDiskFull(reason)) return fail('disk-full', { name });
    if (isDenied(reason)) return fail('out-read-only', { name });
    if (reason === 'ENOENT') return fail('out-parent-missing', { name });
    return fail('out-failed', { name, reason });
  }
};
