/**
 * What can be found in one record by itself, as bits. `../kinds.ts` gives each its rule and severity;
 * the order is the same there.
 */
export const ENCODING_INVALID: u32 = 1 << 0;
export const NUL_BYTE: u32 = 1 << 1;
export const QUOTE_STRAY: u32 = 1 << 2;
export const FIELD_COUNT: u32 = 1 << 3;
/** One field less than the header: read as having its last one empty. */
export const FIELD_COUNT_SHORT: u32 = 1 << 4;
export const ROW_BLANK: u32 = 1 << 5;
export const LINE_MISSING: u32 = 1 << 6;
export const LINE_WRONG_KIND: u32 = 1 << 7;
export const LINE_LENGTH: u32 = 1 << 8;
export const LINE_CHARACTERS: u32 = 1 << 9;
export const LINE_NOT_HEX: u32 = 1 << 10;
export const LINE_PLACEHOLDER: u32 = 1 << 11;
export const LINE_SPACES: u32 = 1 << 12;
export const LINE_FULLWIDTH: u32 = 1 << 13;
export const LINE_VENDOR_PREFIX: u32 = 1 << 14;
export const USER_MISSING: u32 = 1 << 15;
export const USER_SPACES: u32 = 1 << 16;
export const USER_TOO_LONG: u32 = 1 << 17;
export const USER_CONTROL: u32 = 1 << 18;
export const USER_LINE_BREAK: u32 = 1 << 19;
export const USER_EXCEL_DAMAGE: u32 = 1 << 20;
export const QUOTE_UNTERMINATED: u32 = 1 << 21;
export const FIELD_TOO_LONG: u32 = 1 << 22;

export const KINDS: u32 = 23;

/** With one of these a record's columns can't be trusted, and nothing else is asked. */
export const UNTRUSTED: u32 = ENCODING_INVALID | FIELD_COUNT;
