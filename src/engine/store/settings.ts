/** Settings that hold for every process that shares the data folder. */
import type Database from 'better-sqlite3';
import type { z } from 'zod';

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads a setting. What is not there, is damaged, or is of another version, is `fallback`. */
export const readSetting = <Schema extends z.ZodType>(
  database: Database.Database,
  name: string,
  schema: Schema,
  fallback: z.output<Schema>,
): z.output<Schema> => {
  const value = database
    .prepare<[string], string>('SELECT value FROM settings WHERE name = ?')
    .pluck()
    .get(name);
  if (value === undefined) return fallback;
  const parsed = schema.safeParse(jsonOf(value));
  return parsed.success ? parsed.data : fallback;
};

export const writeSetting = (database: Database.Database, name: string, value: unknown): void => {
  database
    .prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
    .run(name, JSON.stringify(value));
};
