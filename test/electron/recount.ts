/**
 * What a batch must hold, counted by other means than the engine's: regular expressions over a list
 * that is small enough to be a string. It knows only what the lists of these tests can hold.
 */

/** A record's fields; undefined where a quote stands in the wrong place. */
type Fields = readonly string[] | undefined;

const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;

/** Splits a text into records as RFC 4180 says. A record with a stray quote ends with its line. */
const recordsOf = (text: string): Fields[] => {
  const records: Fields[] = [];
  let at = 0;
  while (at < text.length) {
    const fields: string[] = [];
    let isStray = false;
    for (;;) {
      field.lastIndex = at;
      const match = field.exec(text);
      const [whole = '', quoted, plain = ''] = match ?? [];
      at += whole.length;
      fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (text[at] !== ',') break;
      at += 1;
    }
    const end = /\r?\n|$/g;
    end.lastIndex = at;
    const lineEnd = end.exec(text);
    const endsAt = lineEnd?.index ?? text.length;
    if (endsAt !== at) isStray = true;
    at = endsAt + (lineEnd?.[0].length ?? 0);
    records.push(isStray ? undefined : fields);
  }
  return records;
};

const spacesAround = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g;
const vendorPrefix = /^[A-Za-z][A-Za-z0-9]*(?:[-_:][A-Za-z0-9]+)*[-_:](?=U[0-9A-Za-z]{32}$)/;

/** The LINE user ID as it goes into a batch: without spaces around it, in half width, unprefixed. */
const mended = (value: string): string =>
  value.replace(spacesAround, '').normalize('NFKC').replace(vendorPrefix, '');

const isLineUserId = (value: string): boolean => /^U[0-9A-Za-z]{32}$/.test(value);
/** Control characters but line breaks, and what turns the direction of writing. */
const forbidden = /(?![\r\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const mostUserIdCharacters = 191;

export type Recount = {
  readonly total: number;
  readonly deliverable: number;
  readonly rejected: number;
  readonly leftOut: number;
  /** The one part of the batch in Format 1, byte for byte. */
  readonly part: string;
};

const quotedWhereNeeded = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Counts a list with the header `line_user_id,user_id` that is to become a *followed* batch. */
export const recount = (list: string): Recount => {
  const [, ...records] = recordsOf(list.replace(/^\ufeff/, ''));
  const rows = records.map((fields) => {
    if (fields?.every((value) => value.replace(spacesAround, '') === '')) return 'blank';
    const [line = '', user = '', ...more] = fields ?? [];
    const id = mended(line);
    const isGood =
      isLineUserId(id) &&
      more.length === 0 &&
      user !== '' &&
      [...user].length <= mostUserIdCharacters &&
      !forbidden.test(user);
    return isGood ? { id, user } : 'rejected';
  });
  const good = rows.filter((row) => typeof row === 'object');
  const firstUserOf = new Map(good.toReversed().map(({ id, user }) => [id, user]));
  const conflicts = new Set(
    good.flatMap(({ id, user }) => (firstUserOf.get(id) === user ? [] : id)),
  );
  const clear = good.filter(({ id }) => !conflicts.has(id));
  const unique = new Map(clear.map((row) => [row.id, row]));
  const blank = rows.filter((row) => row === 'blank').length;
  const lines = [...unique.values()].map(({ id, user }) => `${id},${quotedWhereNeeded(user)}`);
  return {
    total: rows.length,
    deliverable: unique.size,
    rejected: rows.length - blank - clear.length,
    leftOut: blank + clear.length - unique.size,
    part: `${['line_user_id,user_id', ...lines].join('\n')}\n`,
  };
};
