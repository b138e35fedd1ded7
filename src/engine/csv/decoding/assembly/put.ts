/** Characters as UTF-8. */

/** Writes a code point above U+007F at `q`; returns where the next one goes. */
export function put(q: usize, code: u32): usize {
  if (code < 0x800) {
    store<u8>(q, 0xc0 | (code >> 6));
    store<u8>(q, 0x80 | (code & 0x3f), 1);
    return q + 2;
  }
  if (code < 0x1_0000) {
    store<u8>(q, 0xe0 | (code >> 12));
    store<u8>(q, 0x80 | ((code >> 6) & 0x3f), 1);
    store<u8>(q, 0x80 | (code & 0x3f), 2);
    return q + 3;
  }
  store<u8>(q, 0xf0 | (code >> 18));
  store<u8>(q, 0x80 | ((code >> 12) & 0x3f), 1);
  store<u8>(q, 0x80 | ((code >> 6) & 0x3f), 2);
  store<u8>(q, 0x80 | (code & 0x3f), 3);
  return q + 4;
}

/** Writes 0xFF for each of `bytes` bytes that stand for nothing. */
export function putUndecodable(q: usize, bytes: usize): usize {
  for (let at = q; at < q + bytes; at++) store<u8>(at, 0xff);
  return q + bytes;
}
