/**
 * The one checker of all fault cases: what must be true of folders, database, far end and everything
 * that was told, whatever happened before. The names are those of the invariants: I1 row accounting,
 * I2 ack ⇒ durable, I3 old or new, I4 bytes, I5 at most once, I6 no false success and no false
 * failure, I7 source untouched, I8 no orphans, I9 no leak. (I10, bounded, is asserted where it is
 * measured.)
 *
 * It shares no code with the product but the names of files: batches are read as JSON and text, the
 * database by SQL.
 */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { defaultUser, type S3Server } from '../s3-server/server.ts';
import { type ListTruth, sha256Of } from './lists.ts';
import { type Place, processesOf, type Told } from './place.ts';

export type Facts = {
  readonly place: Place;
  /** The lists that were checked and built from. */
  readonly lists: readonly ListTruth[];
  /** Folders in which a batch was to be built, each with the list that it was built from. */
  readonly batches?: readonly { readonly dir: string; readonly list: ListTruth }[];
  readonly server?: S3Server;
  /** Keys that somebody else has written: they are no business of the delivery. */
  readonly strangersKeys?: readonly string[];
  /** The far end may still hold pieces: the key may not remove them, or nobody has resumed. */
  readonly mayLeaveUploads?: boolean;
  /** Whoever was killed a moment ago has left what it was writing: nobody has started Dropline since. */
  readonly mayLeaveTemporaries?: boolean;
  /** The database is gone or was set aside: what it told before can't be asked of it. */
  readonly lostDatabase?: boolean;
};

type Manifest = {
  readonly check: { readonly records: { readonly deliverable: number } };
  readonly parts: readonly {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};
type ReceiptPart = {
  readonly key: string;
  readonly bucket: string | null;
  readonly sha256: string;
  readonly bytes: number;
};
type Receipt = { readonly outcome: string; readonly parts: readonly ReceiptPart[] };
type PartRow = { bucket: string; key: string; state: string; sha256: string; bytes: number };

const databaseName = 'dropline.sqlite3';

/** Every part that the database knows of; read from a copy, so that looking changes nothing. */
export const journalOf = (dataDir: string): PartRow[] => {
  const path = join(dataDir, databaseName);
  if (!existsSync(path)) return [];
  const dir = mkdtempSync(join(tmpdir(), 'dropline-look-'));
  try {
    for (const end of ['', '-wal'])
      if (existsSync(path + end)) copyFileSync(path + end, join(dir, databaseName + end));
    const database = new Database(join(dir, databaseName));
    const rows = database
      .prepare<[], PartRow>(
        `SELECT dp.bucket, dp.key, dp.state, p.sha256, p.bytes FROM delivery_parts AS dp
         JOIN deliveries AS d ON d.id = dp.delivery
         JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position`,
      )
      .all();
    database.close();
    return rows;
  } finally {
    rmSync(dir, { recursive: true });
  }
};

const filesUnder = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

const parsed = <Value>(text: string): Value | undefined => {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
};

/** What a run of a command has promised with its exit code 0. */
const promised = <Value>({ told }: Place, command: string): { told: Told; value: Value }[] =>
  told.flatMap((one) => {
    const value = one.args[0] === command && one.code === 0 ? parsed<Value>(one.stdout) : undefined;
    return value === undefined ? [] : [{ told: one, value }];
  });

const checkRows = ({ place, lists }: Facts): string[] => {
  type Report = {
    readonly file: { readonly bytes: number; readonly sha256: string };
    readonly records: ListTruth['counts'];
  };
  // A list with errors is told with exit code 1.
  const reports = place.told
    .filter(({ args, code }) => args[0] === 'check' && (code === 0 || code === 1))
    .flatMap(({ stdout }) => parsed<Report>(stdout) ?? []);
  return reports.flatMap(({ file, records }) => {
    const list = lists.find(({ sha256 }) => sha256 === file.sha256);
    if (list === undefined) return [`I1: a report of other bytes (${file.sha256})`];
    const { total, deliverable, rejected, leftOut } = records;
    const same =
      JSON.stringify([total, deliverable, rejected, leftOut]) ===
      JSON.stringify(Object.values(list.counts));
    return same && file.bytes === list.bytes
      ? []
      : [`I1: ${JSON.stringify(records)} told of ${JSON.stringify(list.counts)}`];
  });
};

const checkBatch = (dir: string, list: ListTruth, mustBeThere: boolean): string[] => {
  const path = join(dir, 'manifest.json');
  if (!existsSync(path)) {
    const left = existsSync(dir) ? readdirSync(dir) : [];
    return [
      ...(mustBeThere ? [`I2: ${dir} was told as built`] : []),
      ...left.map((name) => `I3: ${name} without a manifest in ${dir}`),
    ];
  }
  const manifest = parsed<Manifest>(readFileSync(path, 'utf8'));
  if (manifest === undefined) return [`I3: half a manifest in ${dir}`];
  const texts = manifest.parts.map(({ file }) => readFileSync(join(dir, file), 'utf8'));
  const wrong = manifest.parts
    .filter(({ sha256 }, index) => sha256Of(texts[index] ?? '') !== sha256)
    .map(({ file }) => `I3: ${file} is not what the manifest says`);
  const lines = texts.map((text) => text.slice(text.indexOf('\n') + 1)).join('');
  const sameRows = sha256Of(lines) === list.acceptedSha256;
  return [...wrong, ...(sameRows ? [] : [`I4: the parts in ${dir} are not the accepted rows`])];
};

const checkBatches = ({ place, batches = [] }: Facts): string[] => {
  const built = promised<{ dir: string }>(place, 'build').map(({ value }) => value.dir);
  return batches.flatMap(({ dir, list }) => checkBatch(dir, list, built.includes(dir)));
};

type Stored = ReadonlyMap<string, string>;

const storedAt = async (server: S3Server): Promise<Stored> => {
  const stored = new Map<string, string>();
  for (const key of server.objects.keys())
    stored.set(key, sha256Of((await server.objects.read(key)) ?? ''));
  return stored;
};

const checkPromises = ({ place }: Facts, stored: Stored, journal: readonly PartRow[]): string[] =>
  place.told
    .filter(({ args }) => args[0] === 'deliver')
    .flatMap(({ code, stdout }) => {
      const receipt = parsed<Receipt>(stdout);
      if (receipt === undefined) return code === 0 ? ['I6: exit code 0 without a receipt'] : [];
      const { outcome, parts } = receipt;
      // Whoever is killed after the receipt was printed has promised what it says all the same.
      if (code !== null && (code === 0) !== (outcome === 'uploaded'))
        return [`I6: exit code ${code} with the outcome ${outcome}`];
      const inBucket = parts.filter(({ bucket }) => bucket !== null);
      if (outcome === 'uploaded')
        return inBucket.flatMap(({ key, sha256 }) => [
          ...(stored.get(key) === sha256 ? [] : [`I6: ${key} was told as uploaded`]),
          ...(journal.some((row) => row.key === key && row.state === 'uploaded')
            ? []
            : [`I2: ${key} was told as uploaded; the database says otherwise`]),
        ]);
      return [];
    });

const checkJournal = (journal: readonly PartRow[], stored: Stored, foreign: readonly string[]) =>
  journal
    .filter(({ bucket, key }) => !bucket.startsWith('folder:') && !foreign.includes(key))
    .flatMap(({ key, state, sha256 }) => {
      const found = stored.get(key);
      if (state === 'uploaded' && found !== sha256)
        return [`I6: ${key} is uploaded in the database, and ${found ? 'other bytes' : 'absent'}`];
      if (['failed', 'cancelled'].includes(state) && found !== undefined)
        return [`I6: ${key} is ${state} in the database, and there`];
      return found === undefined || found === sha256 || state === 'unknown'
        ? []
        : [`I4: other bytes at ${key}`];
    });

const checkRequests = ({ log }: S3Server, foreign: readonly string[]): string[] => {
  const commits = log.filter(
    ({ operation, committed, key }) =>
      committed &&
      ['PutObject', 'CompleteMultipartUpload'].includes(operation) &&
      !foreign.includes(key),
  );
  const keys = commits.map(({ key }) => key);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map(
    (key) => `I5: ${key} was written twice`,
  );
};

const checkSources = ({ lists }: Facts): string[] =>
  lists.flatMap(({ path, sha256, modifiedMs, mode }) => {
    const stats = statSync(path);
    const same =
      sha256Of(readFileSync(path)) === sha256 &&
      stats.mtimeMs === modifiedMs &&
      stats.mode === mode;
    return same ? [] : [`I7: ${path} was changed`];
  });

/** How what Dropline writes is called before it has its name. */
const temporary = /^\.dropline-building-|\.part$|\.new-/;

const checkOrphans = (facts: Facts): string[] => {
  const { place, server, batches = [] } = facts;
  const { mayLeaveUploads = false, mayLeaveTemporaries = false } = facts;
  const dirs = new Set([place.dataDir, ...batches.map(({ dir }) => dirname(dir)), place.folder]);
  const names = [...dirs].flatMap((dir) =>
    existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }) : [],
  );
  const isTemporary = (name: string) =>
    !mayLeaveTemporaries && temporary.test(name.split('/').at(-1) ?? '');
  const uploads = mayLeaveUploads ? [] : (server?.objects.uploads() ?? []);
  return [
    ...names.filter(isTemporary).map((name) => `I8: ${name} was left`),
    ...processesOf(place.folder).map((pid) => `I8: process ${pid} was left`),
    ...uploads.map(({ key }) => `I8: an upload to ${key} was left`),
  ];
};

const checkLeaks = ({ place, lists, batches = [], server }: Facts): string[] => {
  const secrets = [defaultUser.secretAccessKey];
  const people = lists.flatMap(({ canaries }) => canaries);
  const mayHoldPeople = (path: string): boolean =>
    lists.some((list) => list.path === path) ||
    batches.some(({ dir }) => path.startsWith(`${dir}/`) && path.endsWith('.csv')) ||
    path.includes('.sqlite3') ||
    path.startsWith(place.path('drop'));
  const inFiles = [...new Set([...filesUnder(place.folder), ...filesUnder(place.dataDir)])].flatMap(
    (path) => {
      const bytes = readFileSync(path);
      const wanted = mayHoldPeople(path) ? secrets : [...secrets, ...people];
      return wanted.some((canary) => bytes.includes(canary)) ? [`I9: a leak in ${path}`] : [];
    },
  );
  const inWords = place.told.flatMap(({ args, stdout, stderr }) =>
    [...secrets, ...people].some((canary) => stdout.includes(canary) || stderr.includes(canary))
      ? [`I9: a leak in what ${args.join(' ')} told`]
      : [],
  );
  const inKeys = (server?.log ?? []).flatMap(({ key }) =>
    people.some((canary) => key.includes(canary)) ? [`I9: a leak in the key ${key}`] : [],
  );
  return [...inFiles, ...inWords, ...inKeys];
};

/** Everything that is not as it must be, in words. */
export const violations = async (facts: Facts): Promise<string[]> => {
  const { place, server, strangersKeys = [], lostDatabase = false } = facts;
  const stored = server === undefined ? new Map<string, string>() : await storedAt(server);
  const journal = lostDatabase ? [] : journalOf(place.dataDir);
  return [
    ...checkRows(facts),
    ...checkBatches(facts),
    ...(server === undefined || lostDatabase ? [] : checkPromises(facts, stored, journal)),
    ...(server === undefined ? [] : checkJournal(journal, stored, strangersKeys)),
    ...(server === undefined ? [] : checkRequests(server, strangersKeys)),
    ...checkSources(facts),
    ...checkOrphans(facts),
    ...checkLeaks(facts),
  ];
};

/** Fails with every invariant that is broken. */
export const assertInvariants = async (facts: Facts): Promise<void> => {
  expect(await violations(facts)).toEqual([]);
};
