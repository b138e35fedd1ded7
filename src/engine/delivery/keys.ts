/**
 * The keys of a delivery. Repro may lose a file and process another twice when a path comes again, so a
 * key that was ever written down is never used again: the file's name gets a number.
 */
import type { Address } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { uploadKey } from '../destinations/repro-line/key.ts';

const maxStemLength = 100;

/** `users.csv`, then `users-2.csv`, `users-3.csv`, … */
export const numberedName = (fileName: string, number: number): string => {
  if (number === 1) return fileName;
  const end = `-${number}`;
  const stem = fileName.slice(0, -'.csv'.length);
  return `${stem.slice(0, maxStemLength - end.length)}${end}.csv`;
};

export type KeyPlace = {
  readonly prefix?: string | undefined;
  readonly address: Address;
  readonly type: ImportType;
  /** When the first request of the delivery is made. */
  readonly moment: Date;
  readonly timeZone: string;
};

/** The first free key for a file. Every segment was parsed before, so a refusal is a bug. */
export const freeKey = (
  fileName: string,
  place: KeyPlace,
  isUsed: (key: string) => boolean,
): string => {
  const { prefix, address, type, moment, timeZone } = place;
  const { appId, channelId } = address;
  for (let number = 1; ; number += 1) {
    const key = uploadKey({
      ...{ prefix, appId, channelId, type, moment, timeZone },
      fileName: numberedName(fileName, number),
    });
    if (!key.ok) throw new Error(`no key can be made: ${key.error.details.field}`);
    if (!isUsed(key.value)) return key.value;
  }
};
