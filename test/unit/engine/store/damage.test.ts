import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inStore, lazyStore } from '#engine/store/lazy.ts';
import { openStore, STORE_FILE } from '#engine/store/open.ts';
import { addProfile, clock, opened, profileNames, temporaryFolder } from './folder.ts';

const keptName = 'dropline-damaged-2026-11-22T00-05-00-000Z.sqlite3';

/** A data folder with a store of one profile, closed, and where its file is. */
const closedStore = () => {
  const dir = temporaryFolder();
  const store = opened(dir);
  addProfile(store, 'a');
  store.close();
  return { dir, path: join(dir, STORE_FILE) };
};

/** Opens the folder's store: what is in it, and what was set aside. */
const outcome = (dir: string) => {
  const kept: string[] = [];
  const store = openStore({ dir, clock, onSetAside: (name) => kept.push(name) });
  if (!store.ok) return { code: store.error.code, kept };
  const names = profileNames(store.value);
  store.value.close();
  return { names, kept };
};

const damages: Record<string, (path: string) => void> = {
  'no bytes': (path) => truncateSync(path, 0),
  'half a header': (path) => truncateSync(path, 50),
  'half of its pages': (path) => truncateSync(path, 4096 * 3),
  garbage: (path) => writeFileSync(path, Buffer.alloc(8192, 0x5a)),
  'a text': (path) => writeFileSync(path, 'line_user_id\n'),
  "another program's database": (path) => {
    const other = Buffer.from(readFileSync(path));
    other.writeUInt32BE(0x01020304, 68);
    writeFileSync(path, other);
  },
};

it.each(Object.entries(damages))('sets a file aside that is %s, and begins anew', (_, damage) => {
  const { dir, path } = closedStore();
  damage(path);
  const bytes = readFileSync(path);
  expect(outcome(dir)).toEqual({ names: [], kept: [keptName] });
  expect(readFileSync(join(dir, keptName)).equals(bytes)).toBe(true);
  expect(outcome(dir)).toEqual({ names: [], kept: [] });
});

it('sets a folder aside that has the name of the file', () => {
  const { dir, path } = closedStore();
  rmSync(path);
  mkdirSync(path);
  expect(outcome(dir)).toEqual({ names: [], kept: [keptName] });
});

it('never plays the log of a lost database into a new one', () => {
  const dir = temporaryFolder();
  const store = opened(dir);
  addProfile(store, 'a');
  const copy = temporaryFolder();
  copyFileSync(join(dir, `${STORE_FILE}-wal`), join(copy, `${STORE_FILE}-wal`));
  expect(outcome(copy)).toEqual({ names: [], kept: [keptName] });
  expect(readdirSync(copy).sort()).toEqual([`${keptName}-wal`, STORE_FILE]);
});

it('keeps what is in the log when only the index of the log is lost', () => {
  const dir = temporaryFolder();
  const store = opened(dir);
  addProfile(store, 'a');
  const copy = temporaryFolder();
  for (const end of ['', '-wal'])
    copyFileSync(join(dir, STORE_FILE + end), join(copy, STORE_FILE + end));
  expect(outcome(copy)).toEqual({ names: ['a'], kept: [] });
});

it('sets aside several in one second', () => {
  const { dir, path } = closedStore();
  truncateSync(path, 0);
  outcome(dir);
  truncateSync(path, 0);
  expect(outcome(dir).kept).toEqual([keptName.replace('.sqlite3', '-2.sqlite3')]);
});

/** Bits of the version of the tables, which is the last byte of its number. */
const versionBits = [504, 505, 506].map((bit): [number] => [bit]);

it('has an answer to every flipped bit of the header, and never loses the file', () => {
  const { dir, path } = closedStore();
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 799 }), (bit) => {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const copy = join(dir, `bit-${bit}`);
      mkdirSync(copy, { recursive: true });
      writeFileSync(join(copy, STORE_FILE), flipped);
      const { names, code, kept } = outcome(copy);
      if (kept.length === 0) expect(names ?? code).toEqual(names ? ['a'] : 'store-newer');
      else expect(readFileSync(join(copy, kept[0] ?? '')).equals(flipped)).toBe(true);
      rmSync(copy, { recursive: true });
    }),
    { numRuns: 120, examples: versionBits },
  );
});

/** The name of a column, with one bit of it flipped where the tables are declared. */
const renameColumn = (path: string, declaration: string) => {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(declaration);
  expect(at).toBeGreaterThan(0);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
};

it('sets a file aside whose leases have a column of another name', () => {
  const { dir, path } = closedStore();
  renameColumn(path, 'boot TEXT');
  expect(outcome(dir)).toEqual({ names: [], kept: [keptName] });
  expect(outcome(dir)).toEqual({ names: [], kept: [] });
});

it('comes back by itself where only a statement meets a column of another name', () => {
  const { dir, path } = closedStore();
  renameColumn(path, 'fields TEXT');
  const kept: string[] = [];
  const { access, close } = lazyStore({ dir, clock, onSetAside: (name) => kept.push(name) });
  const read = () =>
    inStore(access, (database) => database.prepare('SELECT fields FROM profiles').all());
  expect(read()).toMatchObject({ ok: false, error: { code: 'store-damaged' } });
  expect(read()).toEqual({ ok: true, value: [] });
  expect(kept).toEqual([keptName]);
  close();
});

it('calls a statement that no database could run a bug, and keeps the file', () => {
  const { dir } = closedStore();
  const { access, close } = lazyStore({ dir, clock, onSetAside: () => undefined });
  const wrong = () =>
    inStore(access, (database) => database.prepare('SELECT none FROM profiles').all());
  expect(wrong).toThrow('no such column');
  expect(inStore(access, (database) => database.open)).toEqual({ ok: true, value: true });
  close();
});

it('has an answer to a flipped bit anywhere', () => {
  const { dir, path } = closedStore();
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length * 8 - 1 }), (bit) => {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const copy = join(dir, `bit-${bit}`);
      mkdirSync(copy, { recursive: true });
      writeFileSync(join(copy, STORE_FILE), flipped);
      const { access, close } = lazyStore({ dir: copy, clock, onSetAside: () => undefined });
      const store = access();
      const read = store.ok ? store.value.attempt(() => profileNames(store.value)) : store;
      expect(read.ok || read.error.code.startsWith('store-')).toBe(true);
      close();
      rmSync(copy, { recursive: true });
    }),
    { numRuns: 60, examples: [[700743]] },
  );
});

it('comes back by itself after damage that only a statement meets', () => {
  const { dir, path } = closedStore();
  const bytes = readFileSync(path);
  const at = bytes.indexOf('profile-a') & ~4095;
  bytes.fill(0xff, at, at + 4096);
  writeFileSync(path, bytes);
  const kept: string[] = [];
  const { access, close } = lazyStore({ dir, clock, onSetAside: (name) => kept.push(name) });
  const read = () => {
    return inStore(access, (database) => database.prepare('SELECT * FROM profiles').all());
  };
  expect(read()).toMatchObject({ ok: false, error: { code: 'store-damaged' } });
  expect(read()).toEqual({ ok: true, value: [] });
  expect(kept).toEqual([keptName]);
  close();
  expect(existsSync(join(dir, keptName))).toBe(true);
});

it('is not opened again once its owner has closed it', () => {
  const { dir, path } = closedStore();
  const { access, close } = lazyStore({ dir, clock, onSetAside: () => undefined });
  expect(access().ok).toBe(true);
  close();
  rmSync(dir, { recursive: true });
  const late = inStore(access, (database) => database.prepare('SELECT * FROM profiles').all());
  expect(late).toMatchObject({ ok: false, error: { code: 'store-unavailable' } });
  expect(existsSync(path)).toBe(false);
});
