/** The block that is being written: records as a batch has them, each with its line feed. */
import { COMMA, CR, LF, QUOTE } from './ascii';
import { ID_BYTES } from './line-id';
import { writesUsers } from './plan';

let out: usize = 0;
export let outAt: usize = 0;
export let outUntil: usize = 0;

/** Gives an empty place to write to. It is full once `bytes` are written; the last record goes beyond. */
export function beginOut(at: usize, bytes: usize): void {
  out = at;
  outUntil = at + bytes;
  outAt = at;
}

export function outBytes(): usize {
  return outAt - out;
}

/** Where the host may write a record itself; it tells how many bytes that were. */
export function outEnd(): usize {
  return outAt;
}

export function passOut(bytes: usize): void {
  outAt += bytes;
}

/** Copies what stands as it is written. */
export function copy(from: usize, until: usize): void {
  memory.copy(outAt, from, until - from);
  outAt += until - from;
}

/** Writes a record's number and the kinds that were found in it (u32 each). */
export function putNote(number: u32, found: u32): void {
  store<u32>(outAt, number);
  store<u32>(outAt, found, 4);
  outAt += 8;
}

function putId(at: usize): void {
  v128.store(outAt, v128.load(at));
  v128.store(outAt, v128.load(at, 16), 16);
  store<u8>(outAt, load<u8>(at, 32), 32);
  outAt += ID_BYTES;
}

/** Writes a record whose user ID needs no quotes. Up to 15 bytes behind the values are read. */
export function putPlain(id: usize, user: usize, userBytes: usize): void {
  putId(id);
  if (writesUsers) {
    store<u8>(outAt++, <u8>COMMA);
    for (let at: usize = 0; at < userBytes; at += 16) v128.store(outAt + at, v128.load(user + at));
    outAt += userBytes;
  }
  store<u8>(outAt++, <u8>LF);
}

/** Writes a record, the user ID in quotes where RFC 4180 needs them. */
export function putRecord(id: usize, user: usize, userEnd: usize): void {
  putId(id);
  if (writesUsers) {
    store<u8>(outAt++, <u8>COMMA);
    outAt = putField(outAt, user, userEnd);
  }
  store<u8>(outAt++, <u8>LF);
}

/** Writes a value to `to`, in quotes where RFC 4180 needs them. Returns where it ends there. */
export function putField(to: usize, at: usize, end: usize): usize {
  for (let p = at; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === COMMA || byte === QUOTE || byte === CR || byte === LF) {
      return putQuoted(to, at, end);
    }
  }
  memory.copy(to, at, end - at);
  return to + (end - at);
}

function putQuoted(to: usize, at: usize, end: usize): usize {
  store<u8>(to, <u8>QUOTE);
  const behind = putDoubled(to + 1, at, end);
  store<u8>(behind, <u8>QUOTE);
  return behind + 1;
}

/** Writes the inside of a quoted value. */
export function putDoubled(to: usize, at: usize, end: usize): usize {
  let behind = to;
  for (let p = at; p < end; p++) {
    const byte = load<u8>(p);
    store<u8>(behind++, byte);
    if (byte === QUOTE) store<u8>(behind++, <u8>QUOTE);
  }
  return behind;
}
