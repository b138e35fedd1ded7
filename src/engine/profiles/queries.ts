/** The SQL of profiles. */
import type Database from 'better-sqlite3';
import {
  type Profile,
  type ProfileFields,
  profileFields,
  profile as profileSchema,
} from '#contract/schemas/profile.ts';
import { recordEvent } from '../store/audit.ts';
import { isDamage } from '../store/failure.ts';
import { openSealedJson, sealJson } from '../store/sealed-json.ts';

type ProfileRow = { readonly id: string; readonly fields: string; readonly createdAt: string };

const columns = 'id, fields, created_at AS createdAt';

/** What was stored is parsed like any input: an older version or another program wrote it. */
const toProfile = ({ id, fields, createdAt }: ProfileRow): Profile =>
  profileSchema.parse({ ...profileFields.parse(openSealedJson(fields)), id, createdAt });

export const allProfiles = (database: Database.Database): Profile[] =>
  database
    .prepare<[], ProfileRow>(`SELECT ${columns} FROM profiles ORDER BY name, id`)
    .all()
    .map(toProfile);

export const profileById = (database: Database.Database, id: string): Profile | undefined => {
  const row = database
    .prepare<[string], ProfileRow>(`SELECT ${columns} FROM profiles WHERE id = ?`)
    .get(id);
  return row && toProfile(row);
};

/** Whether another profile has the name, letter case aside. */
export const isNameTaken = (database: Database.Database, name: string, exceptId: string): boolean =>
  database.prepare('SELECT 1 FROM profiles WHERE name = ? AND id <> ?').get(name, exceptId) !==
  undefined;

export const insertProfile = (database: Database.Database, profile: Profile): void => {
  const { id, createdAt, ...fields } = profile;
  database
    .prepare('INSERT INTO profiles (id, name, fields, created_at) VALUES (?, ?, ?, ?)')
    .run(id, fields.name, sealJson(fields), createdAt);
};

export const updateProfile = (
  database: Database.Database,
  id: string,
  fields: ProfileFields,
): void => {
  database
    .prepare('UPDATE profiles SET name = ?, fields = ? WHERE id = ?')
    .run(fields.name, sealJson(fields), id);
};

export const deleteProfile = (database: Database.Database, id: string): boolean =>
  database.prepare('DELETE FROM profiles WHERE id = ?').run(id).changes > 0;

const isReadable = (row: ProfileRow): boolean => {
  try {
    toProfile(row);
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
};

/**
 * Takes out the profiles whose rows can't be read any more, so that the others can be used, and keeps
 * what is left of each in the audit trail. Answers their names.
 */
export const setAsideUnreadable = (database: Database.Database, now: Date): string[] => {
  const damaged = database
    .prepare<[], ProfileRow & { readonly name: string }>(`SELECT name, ${columns} FROM profiles`)
    .all()
    .filter((row) => !isReadable(row));
  if (damaged.length === 0) return [];
  const setAside = database.transaction(() => {
    for (const { id, name, fields } of damaged) {
      if (!deleteProfile(database, id)) continue;
      const details = { name, fields };
      recordEvent(database, { what: 'profile-set-aside', subject: id, details }, now);
    }
  });
  setAside.immediate();
  return damaged.map(({ name }) => name);
};
