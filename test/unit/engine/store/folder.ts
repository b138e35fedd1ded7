/** A data folder for a test, and a store in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions } from '#engine/store/open.ts';

export const clock = () => new Date('2026-11-22T00:05:00.000Z');

export const temporaryFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-store-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

/** Opens the store of the folder, or throws what it answered. */
export const opened = (dir: string, options: Partial<StoreOptions> = {}): Store => {
  const store = openStore({ dir, clock, onSetAside: () => undefined, ...options });
  if (!store.ok) throw new Error(`${store.error.code} ${JSON.stringify(store.error.details)}`);
  onTestFinished(() => store.value.close());
  return store.value;
};

export const addProfile = (store: Store, name: string): void => {
  store.database
    .prepare('INSERT INTO profiles (id, name, fields, created_at) VALUES (?, ?, ?, ?)')
    .run(`profile-${name}`, name, '{}', clock().toISOString());
};

export const profileNames = (store: Store): unknown[] =>
  store.database.prepare('SELECT name FROM profiles ORDER BY name').pluck().all();
