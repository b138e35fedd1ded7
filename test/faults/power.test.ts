/**
 * A power cut, which kill -9 is not: what was not synced is gone. The log of the database is cut at
 * any byte, with garbage at its end, and what opens must be a prefix of what was committed.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore, STORE_FILE } from '#engine/store/open.ts';
import { seededRandom } from './random.ts';

const temporaryFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-power-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const open = (dir: string) => {
  const kept: string[] = [];
  const clock = () => new Date();
  const store = openStore({ dir, clock, onSetAside: (name) => kept.push(name), fullCheck: true });
  if (!store.ok) throw new Error(store.error.code);
  return { ...store.value, kept };
};

/** Each transaction writes three events; none is ever there without the other two. */
const perTransaction = 3;
const transactions = 120;

it('F-P5, F-B1 what is left after a power cut is what was committed, up to some moment', () => {
  const dir = temporaryFolder();
  const store = open(dir);
  const { database } = store;
  database.pragma('wal_autocheckpoint = 0');
  /** Bytes of the log after each transaction: what was synced when it was called done. */
  const syncedBytes: number[] = [];
  const add = database.prepare(
    "INSERT INTO events (at, who, what, subject, details) VALUES ('', '', ?, '', '')",
  );
  for (let n = 0; n < transactions; n += 1) {
    database.transaction(() => {
      for (let k = 0; k < perTransaction; k += 1) add.run(String(n));
    })();
    syncedBytes.push(readFileSync(join(dir, `${STORE_FILE}-wal`)).length);
  }
  const log = readFileSync(join(dir, `${STORE_FILE}-wal`));
  const random = seededRandom(2026);
  for (let round = 0; round < 200; round += 1) {
    const cut = Math.floor(random() * log.length);
    const copy = temporaryFolder();
    copyFileSync(join(dir, STORE_FILE), join(copy, STORE_FILE));
    const left = Buffer.from(log.subarray(0, cut));
    // Half of the time the last sector is not what was written.
    if (round % 2 === 1) left.fill(round, Math.max(0, cut - 512));
    writeFileSync(join(copy, `${STORE_FILE}-wal`), left);
    const reopened = open(copy);
    const found = reopened.database
      .prepare<[], string>('SELECT what FROM events ORDER BY number')
      .pluck()
      .all();
    reopened.close();
    const sureBytes = round % 2 === 1 ? cut - 512 : cut;
    const promised = syncedBytes.filter((bytes) => bytes <= sureBytes).length;
    const whole = found.length / perTransaction;
    expect({ kept: reopened.kept, found }, `cut at ${cut}`).toEqual({
      kept: [],
      found: Array.from({ length: found.length }, (_, n) => String(Math.floor(n / perTransaction))),
    });
    expect(Number.isInteger(whole) && whole >= promised, `cut at ${cut}`).toBe(true);
  }
  store.close();
});
