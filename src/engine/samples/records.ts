/**
 * How the records of a sample look. Every record has an identity, a number that no other has; its
 * LINE user ID and its user ID follow from that and the seed alone. Nobody real is among them.
 */
import type { Planted, Referring } from './plan.ts';
import type { Random } from './random.ts';

/** The most bytes that one record can take, its line end included. */
export const MOST_RECORD_BYTES = 512;

const newline = 0x0a;
const comma = 0x2c;

/** The same memory twice: single bytes, and four of them at once. */
export type Target = { readonly bytes: Buffer; readonly view: DataView };

export const createTarget = (length: number): Target => {
  const bytes = Buffer.alloc(length);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, length) };
};

/** Writes 16 bits as four lower-case hexadecimal digits, all four in one step. */
const writeHex = (view: DataView, position: number, bits: number): void => {
  const digits =
    ((bits & 0xf000) << 12) | ((bits & 0x0f00) << 8) | ((bits & 0x00f0) << 4) | (bits & 0x000f);
  const isLetter = ((digits + 0x06060606) >>> 4) & 0x01010101;
  view.setInt32(position, digits + 0x30303030 + isLetter * 39);
};

const streams = { lineUserId: 0, suffix: 4, style: 5, form: 6 } as const;

/** Writes records of one seed into a buffer, which must have room for `MOST_RECORD_BYTES`. */
export type RecordWriter = {
  /** A record in order. Returns the position behind it. */
  readonly plain: (target: Target, position: number, identity: number) => number;
  /** A record that repeats something of the record `other`. */
  readonly repeating: (
    target: Target,
    position: number,
    identity: number,
    kind: Referring,
    other: number,
  ) => number;
  /** A record with something planted. `block` numbers those that must differ from each other. */
  readonly planted: (
    target: Target,
    position: number,
    identity: number,
    kind: Exclude<Planted, Referring>,
    block: number,
  ) => number;
};

/** Changes half-width ASCII into its full-width forms. */
const toFullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

/** A user ID as Excel leaves it: never the same twice. */
const excelDamage = (block: number): string => {
  if (block % 2 === 1) return `4${String(block).padStart(14, '0')}0`;
  const digits = String(100_000 + ((block * 7919) % 900_000));
  return `${digits[0]}.${digits.slice(1)}E+${11 + Math.floor(block / 900_000)}`;
};

export const createRecordWriter = (random: Random): RecordWriter => {
  const writeLineUserId = ({ bytes, view }: Target, start: number, identity: number): number => {
    bytes[start] = 0x55;
    for (let stream = 0; stream < 4; stream += 1) {
      const word = random(identity, streams.lineUserId + stream);
      writeHex(view, start + 1 + 8 * stream, word >>> 16);
      writeHex(view, start + 5 + 8 * stream, word & 0xffff);
    }
    return start + 33;
  };

  /** One in twenty is Japanese: a name of a shop before the number. */
  const isJapanese = (identity: number) => random(identity, streams.style) % 20 === 0;
  const number = (identity: number) => String(identity + 1).padStart(8, '0');
  const suffix = (identity: number) =>
    (random(identity, streams.suffix) >>> 8).toString(16).padStart(6, '0');
  const shops = ['東京本店', '大阪梅田', '札幌駅前', '福岡天神'] as const;
  const userIdOf = (identity: number): string =>
    isJapanese(identity)
      ? `${shops[random(identity, streams.form) % shops.length]}${number(identity)}`
      : `m${number(identity)}-${suffix(identity)}`;

  /** Writes what `userIdOf` says, without a string for the nineteen in twenty that are ASCII. */
  const writeUserId = ({ bytes, view }: Target, start: number, identity: number): number => {
    let rest = identity + 1;
    if (rest > 99_999_999 || isJapanese(identity)) {
      return start + bytes.write(userIdOf(identity), start, 'utf8');
    }
    const digits = random(identity, streams.suffix) >>> 8;
    // Six digits in two steps of four: the dash and the number go over the two that are too many.
    writeHex(view, start + 8, digits >>> 16);
    writeHex(view, start + 12, digits & 0xffff);
    bytes[start + 9] = 0x2d;
    for (let position = start + 8; position > start; position -= 1) {
      const tens = (rest / 10) | 0;
      bytes[position] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    bytes[start] = 0x6d;
    return start + 16;
  };

  const joined = (target: Target, start: number, lineOwner: number, userOwner: number): number => {
    let position = writeLineUserId(target, start, lineOwner);
    target.bytes[position++] = comma;
    position = writeUserId(target, position, userOwner);
    target.bytes[position++] = newline;
    return position;
  };

  const lineUserIdOf = (identity: number): string => {
    const target = createTarget(33);
    writeLineUserId(target, 0, identity);
    return target.bytes.toString('latin1');
  };

  const textOf = (kind: Exclude<Planted, Referring>, identity: number, block: number): string => {
    const line = lineUserIdOf(identity);
    const user = userIdOf(identity);
    const form = random(identity, streams.form);
    const pick = (...forms: string[]): string => forms[form % forms.length] ?? '';
    const phone = String(form % 10_000).padStart(4, '0');
    switch (kind) {
      case 'spaces':
        return `${pick(` ${line}`, `${line} `, `${line}\u3000`, `\u200b${line}`)},${user}`;
      case 'cut-off':
        return `${pick(line.slice(0, 32), line.slice(0, 31), `${line}0`)},${user}`;
      case 'no-user-id':
        return `${line},`;
      case 'prefix':
        return `${pick('wuid-line-', 'line:', 'crm_')}${line},${user}`;
      case 'other-kind':
        return `${pick(
          `C${line.slice(1)}`,
          `R${line.slice(1)}`,
          `@shop${phone}`,
          `member${number(identity)}@mail.test`,
          `090-0000-${phone}`,
          String(identity + 1),
        )},${user}`;
      case 'fullwidth':
        return `${toFullWidth(line)},${user}`;
      case 'user-id-spaces':
        return `${line},${pick(`${user} `, ` ${user}`, `${user}\u3000`)}`;
      case 'blank':
        return pick('', ',', ' ,');
      case 'no-line-user-id':
        return `,${user}`;
      case 'characters':
        return `${line.slice(0, 16)}${pick('-', '_', '.')}${line.slice(17)},${user}`;
      case 'quoted':
        return `${line},${pick(`"${user}"`, `"${user},東京"`, `"${user} ""VIP"""`)}`;
      case 'capitals':
        return `UA${line.slice(2).toUpperCase()},${user}`;
      case 'excel':
        return `${line},${excelDamage(block)}`;
      case 'dummy':
        return `Udummy${line.slice(6)},${user}`;
      case 'extra-field':
        return `${line},${user},2026-11-22`;
      case 'last-field-gone':
        return line;
      case 'line-break':
        return `${line},"${user}${pick('\n', '\r\n')}東京"`;
      case 'stray-quote':
        return `${line},${pick(`${user}"`, `"${user}"x`)}`;
      case 'too-long':
        return `${line},${user}${'-0123456789'.repeat(17)}`;
      case 'control':
        return `${line},${user.slice(0, 4)}${pick('\u202e', '\u001f')}${user.slice(4)}`;
      case 'nul':
        return `${line},${user.slice(0, 4)}\0${user.slice(4)}`;
    }
  };

  return {
    plain: (target, position, identity) => joined(target, position, identity, identity),
    repeating: (target, position, identity, kind, other) =>
      joined(
        target,
        position,
        kind === 'shared-user-id' ? identity : other,
        kind === 'conflict' ? identity : other,
      ),
    planted: ({ bytes }, position, identity, kind, block) =>
      position + bytes.write(`${textOf(kind, identity, block)}\n`, position, 'utf8'),
  };
};
