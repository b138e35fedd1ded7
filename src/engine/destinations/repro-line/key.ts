/**
 * The S3 key of an upload, as Repro's document has it:
 * `[prefix/]APP_ID/line_user_id/CHANNEL_ID/yyyy/mm/dd/followed|unfollowed/FILE.csv`.
 * A wrong key starts a wrong import or none, so every segment is held to its own pattern here too.
 */
import { Temporal } from 'temporal-polyfill';
import { fail, type Result, succeed } from '#contract/result.ts';
import { appId, channelId, partFileName } from '#contract/schemas/batch.ts';
import { type ImportType, importType } from '#contract/schemas/common.ts';
import { keyPrefix } from '#contract/schemas/profile.ts';

export type KeyParts = {
  readonly prefix?: string | undefined;
  readonly appId: string;
  readonly channelId: string;
  readonly type: ImportType;
  /** When the first request of the delivery is sent: the key carries the *upload* date. */
  readonly moment: Date;
  /** IANA name of the zone in which the date is read. Repro does not state it. */
  readonly timeZone: string;
  readonly fileName: string;
};

/** The date of a moment in a time zone as `yyyy/mm/dd`; null where there is no such zone or date. */
export const uploadDate = (moment: Date, timeZone: string): string | null => {
  try {
    const day = Temporal.Instant.fromEpochMilliseconds(moment.getTime())
      .toZonedDateTimeISO(timeZone)
      .toPlainDate();
    if (day.year < 1970 || day.year > 9999) return null;
    return day.toString().replaceAll('-', '/');
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/** Builds the key. Fails with `bad-input` and the `field` that can't be part of one. */
export const uploadKey = (parts: KeyParts): Result<string, 'bad-input'> => {
  const wrong = (field: keyof KeyParts) => fail('bad-input', { field });
  const { prefix, type } = parts;
  if (prefix !== undefined && (!keyPrefix.safeParse(prefix).success || prefix.includes('..'))) {
    return wrong('prefix');
  }
  if (!appId.safeParse(parts.appId).success) return wrong('appId');
  if (!channelId.safeParse(parts.channelId).success) return wrong('channelId');
  if (!importType.safeParse(type).success) return wrong('type');
  if (!partFileName.safeParse(parts.fileName).success) return wrong('fileName');
  const date = uploadDate(parts.moment, parts.timeZone);
  if (date === null) return wrong(Number.isNaN(parts.moment.getTime()) ? 'moment' : 'timeZone');
  const segments = [parts.appId, 'line_user_id', parts.channelId, date, type, parts.fileName];
  return succeed((prefix === undefined ? segments : [prefix, ...segments]).join('/'));
};
