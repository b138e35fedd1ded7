/** UTF-16 of either byte order. */
import { finish } from './outcome';
import { SOURCE, TARGET } from './places';
import { put, putUndecodable } from './put';

/** Decodes the first `length` bytes of the source. `isLast`: the file ends with them. */
export function decodeUnits(length: u32, isLast: bool, isBigEndian: bool): u32 {
  const end = SOURCE + length;
  let p = SOURCE;
  let q = TARGET;
  let lost: u32 = 0;
  while (p + 1 < end) {
    const units = unitsAt(p, isBigEndian);
    v128.store(q, i8x16.narrow_i16x8_u(units, units));
    const wide = i16x8.bitmask(i16x8.gt_u(units, i16x8.splat(0x7f)));
    const ascii = min<usize>(wide === 0 ? 8 : ctz(wide), (end - p) >> 1);
    p += ascii << 1;
    q += ascii;
    if (wide === 0) continue;
    while (p + 1 < end) {
      const unit = unitAt(p, isBigEndian);
      if (unit < 0x80) break;
      if ((unit & 0xf800) !== 0xd800) {
        q = put(q, unit);
        p += 2;
        continue;
      }
      const isHigh = unit < 0xdc00;
      const isCutOff = p + 3 >= end;
      if (isHigh && isCutOff && !isLast) return finish(p, q, lost);
      const next = isHigh && !isCutOff ? unitAt(p + 2, isBigEndian) : 0;
      if ((next & 0xfc00) === 0xdc00) {
        q = put(q, 0x1_0000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
        p += 4;
      } else {
        q = putUndecodable(q, 2);
        p += 2;
        lost += 2;
      }
    }
  }
  if (isLast && p < end) {
    q = putUndecodable(q, 1);
    p++;
    lost++;
  }
  return finish(p, q, lost);
}

function unitAt(p: usize, isBigEndian: bool): u32 {
  const unit = load<u16>(p);
  return isBigEndian ? bswap(unit) : unit;
}

function unitsAt(p: usize, isBigEndian: bool): v128 {
  const units = v128.load(p);
  return isBigEndian
    ? v128.shuffle<u8>(units, units, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
    : units;
}
