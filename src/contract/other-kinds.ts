/**
 * What stands where a LINE user ID should, where it is something else (`line-user-id-wrong-kind`): told
 * by its looks alone, for words. Nothing is judged by it.
 */

export type OtherKind =
  | 'group'
  | 'room'
  | 'smallU'
  | 'noU'
  | 'email'
  | 'handle'
  | 'phone'
  | 'number'
  | 'text';

/** The first that fits. LINE issues `C` for groups and `R` for rooms, each with 32 hexadecimal digits. */
const looks: readonly (readonly [OtherKind, RegExp])[] = [
  ['group', /^C[0-9a-f]{24,40}$/i],
  ['room', /^R[0-9a-f]{24,40}$/i],
  ['smallU', /^u(?:[0-9a-f]{24,40}|[0-9a-z]{32})$/i],
  ['phone', /^(?:\+\d{8,15}|0\d{9,10})$/],
  ['number', /^\d+$/],
  ['noU', /^[0-9a-f]{32}$/i],
  ['handle', /^@/],
  ['email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
];

const longest = 400;
/** What people put between the digits of a number. */
const grouping = /[\s().,-]/g;

/** The kind of a value as it stands in the list. */
export const otherKindOf = (value: string): OtherKind => {
  if (value.length > longest) return 'text';
  const plain = value.normalize('NFKC').replace(/^[\s"'\p{Cf}]+|[\s"'\p{Cf}]+$/gu, '');
  const digits = plain.replace(grouping, '');
  const shown = /^\+?\d+$/.test(digits) ? digits : plain;
  return looks.find(([, look]) => look.test(shown))?.[0] ?? 'text';
};
