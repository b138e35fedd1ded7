/** The SQL of profiles. */
import type Database from 'better-sqlite3';
import { type Profile, type ProfileFields, profileFields } from '#contract/schemas/profile.ts';

type ProfileRow = { readonly id: string; readonly fields: string; readonly createdAt: string };

const columns = 'id, fields, created_at AS createdAt';

/** What was stored is parsed like any input: an older version or another program wrote it. */
const toProfile = (row: ProfileRow): Profile => ({
  ...profileFields.parse(JSON.parse(row.fields)),
  id: row.id,
  createdAt: row.createdAt,
});

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
    .run(id, fields.name, JSON.stringify(fields), createdAt);
};

export const updateProfile = (
  database: Database.Database,
  id: string,
  fields: ProfileFields,
): void => {
  database
    .prepare('UPDATE profiles SET name = ?, fields = ? WHERE id = ?')
    .run(fields.name, JSON.stringify(fields), id);
};

export const deleteProfile = (database: Database.Database, id: string): boolean =>
  database.prepare('DELETE FROM profiles WHERE id = ?').run(id).changes > 0;
