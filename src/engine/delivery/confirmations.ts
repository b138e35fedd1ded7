/**
 * What a person must say before a list goes out: the type on a production channel, that the same bytes
 * are meant to go again, and why a list that differs much from the last one is right.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { GuardId } from '#contract/rules.ts';
import type { Address, Manifest } from '#contract/schemas/batch.ts';
import type { DeliverInput } from '#contract/schemas/delivery.ts';
import type { VerifiedPart } from '../batches/verified-part.ts';
import { knownLinks, SMALL_BYTES } from '../cache/known-links.ts';
import { type LinkTally, type ListedLink, noTally, tallyLinks } from '../cache/links.ts';
import { runJob } from '../jobs/run-job.ts';
import type { StoreCode } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import type { Destination } from './destination.ts';
import { type GuardFigures, guardsOf, leftOutAsKnown } from './guards.ts';
import { listedLinks } from './listed-links.ts';
import { lastRecordCount, lastSentAt, lastUnconfirmed } from './queries.ts';

export type Confirm = DeliverInput['confirm'];

/** What the manifest and the profile alone decide. */
export const checkTerms = (
  manifest: Manifest,
  address: Address,
  destination: Destination,
  confirm: Confirm,
): Result<null, 'format-not-accepted' | 'confirm-type-missing' | 'confirm-type-mismatch'> => {
  const { type, format } = manifest;
  if (format === 'ids-only' && !destination.acceptsIdsOnly) return fail('format-not-accepted');
  const option = `--confirm-type ${type}`;
  if (confirm.type === undefined) {
    return address.environment === 'production'
      ? fail('confirm-type-missing', { type, option })
      : succeed(null);
  }
  return confirm.type === type
    ? succeed(null)
    : fail('confirm-type-mismatch', { type, given: confirm.type, option });
};

/**
 * Holds the bytes against every earlier delivery to the same channel and type, but those of `except`,
 * which will not go on. What is not known to have arrived asks with other words.
 */
export const checkAgain = (
  database: Database.Database,
  channelKey: string,
  manifest: Manifest,
  confirm: Confirm,
  except: readonly string[],
): Result<null, 'again-missing' | 'again-unfinished'> => {
  const sha256s = manifest.parts.map((part) => part.sha256);
  const sent = lastSentAt(database, channelKey, manifest.type, sha256s, except);
  if (sent === null || confirm.again) return succeed(null);
  const code = sent.isUploaded ? 'again-missing' : 'again-unfinished';
  return fail(code, { deliveredAt: sent.at, option: '--again' });
};

/** The rows of all parts; tells how many bytes of them were read. */
function* rowsOf(
  parts: readonly VerifiedPart[],
  onBytes: (doneBytes: number) => void,
): Generator<readonly ListedLink[]> {
  let partsBytes = 0;
  for (const { path, bytes } of parts) {
    const before = partsBytes;
    yield* listedLinks(path, (partBytes) => onBytes(before + partBytes));
    partsBytes += bytes;
  }
}

type TallyOptions = {
  readonly signal: AbortSignal;
  readonly onBytes: (doneBytes: number) => void;
};
type Tallied = Result<LinkTally, StoreCode | 'cancelled' | 'engine-died'>;

/** Asks the database for every row: for small lists, and where its links can't be packed. */
const tallyRows = async (
  store: Store,
  channelKey: string,
  manifest: Manifest,
  parts: readonly VerifiedPart[],
  { signal, onBytes }: TallyOptions,
): Promise<Tallied> => {
  const rows = rowsOf(parts, onBytes);
  const steps = tallyLinks(store.database, channelKey, manifest.type, rows);
  for (;;) {
    const step = store.attempt(() => steps.next());
    if (!step.ok) return step;
    if (step.value.done) return succeed(step.value.value);
    await nextTurn();
    if (signal.aborted) {
      steps.return(noTally);
      return fail('cancelled');
    }
  }
};

/** Compares every row with the cache. Where the cache is empty nothing is read. */
const tallyParts = async (
  store: Store,
  channelKey: string,
  manifest: Manifest,
  parts: readonly VerifiedPart[],
  options: TallyOptions,
): Promise<Tallied> => {
  const known = store.attempt((database) => knownLinks(database, channelKey));
  if (!known.ok) return known;
  if (known.value === null) return succeed(noTally);
  const allBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (allBytes < SMALL_BYTES) return tallyRows(store, channelKey, manifest, parts, options);
  const { type, format } = manifest;
  const files = parts.map(({ path, bytes }, at) => {
    return { path, bytes, records: manifest.parts[at]?.records ?? 0 };
  });
  const tally = await runJob(
    'tally-links',
    { known: known.value, type, format, parts: files },
    { signal: options.signal, onProgress: ({ doneBytes }) => options.onBytes(doneBytes) },
  );
  if (!tally.ok) return tally;
  if (tally.value !== null) return succeed(tally.value);
  return tallyRows(store, channelKey, manifest, parts, options);
};

/** What was passed with a reason; for the audit trail. */
export type PassedGuards = {
  readonly guards: readonly GuardId[];
  readonly figures: Readonly<Record<string, number | null>>;
};

const figuresOf = ({ records, lastRecords, tally }: GuardFigures) => ({
  records,
  lastRecords,
  known: tally.known,
  relinked: tally.relinked,
  otherType: tally.otherType,
});

const reasonMissing = (passed: PassedGuards): { ok: false; error: Failure<'reason-missing'> } =>
  fail('reason-missing', { guards: passed.guards, ...passed.figures, option: '--reason' });

/** The guard rails. Answers those that a reason has passed. */
export const checkGuards = async (
  store: Store,
  channelKey: string,
  manifest: Manifest,
  parts: readonly VerifiedPart[],
  options: {
    readonly countChangeLimit: number;
    readonly reason: string | undefined;
    readonly signal: AbortSignal;
    readonly onBytes: (doneBytes: number) => void;
  },
): Promise<Result<PassedGuards, 'reason-missing' | StoreCode | 'cancelled' | 'engine-died'>> => {
  const { countChangeLimit, reason, signal, onBytes } = options;
  const last = store.attempt((database) => lastRecordCount(database, channelKey, manifest.type));
  if (!last.ok) return last;
  const tally = await tallyParts(store, channelKey, manifest, parts, { signal, onBytes });
  if (!tally.ok) return tally;
  const sent = manifest.parts.reduce((sum, part) => sum + part.records, 0);
  const figures: GuardFigures = {
    type: manifest.type,
    records: sent + leftOutAsKnown(manifest),
    lastRecords: last.value,
    tally: tally.value,
    countChangeLimit,
  };
  const passed = { guards: guardsOf(figures), figures: figuresOf(figures) };
  return passed.guards.length === 0 || reason !== undefined
    ? succeed(passed)
    : reasonMissing(passed);
};

/** How long a list that nobody has marked as imported keeps the blocked users waiting. */
const HOLD_DAYS = 3;

export type Held = { readonly id: string; readonly uploadedAt: string };

/**
 * Blocked users are imported after the deliverable ones (destinations.md, pattern 1), and *uploaded* is
 * not *imported*. Answers the delivery that is to be confirmed first, or null.
 */
export const heldBy = (
  database: Database.Database,
  channelKey: string,
  type: Manifest['type'],
  isImported: boolean,
  now: Date,
): Held | null => {
  if (type !== 'unfollowed' || !isImported) return null;
  const since = new Date(now.getTime() - HOLD_DAYS * 24 * 3_600_000).toISOString();
  return lastUnconfirmed(database, channelKey, since) ?? null;
};
