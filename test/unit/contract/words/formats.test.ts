/** Sizes and times as people write them. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#contract/words/formats.ts';

describe('formats', () => {
  const en = createFormats('en');
  const ja = createFormats('ja');

  it('count bytes in decimal units', () => {
    const sizes = [0, 812, 1000, 999_600, 500_000_000, 1_234_567_890_123_456].map(en.bytes);
    expect(sizes).toEqual(['0 B', '812 B', '1 kB', '1 MB', '500 MB', '1,230 TB']);
  });

  it('tell times in the units that matter', () => {
    const times = [0.4, 12, 999.7, 12_345, 59_960, 75_000, 7_260_000];
    expect(times.map(en.duration)).toEqual([
      '0 ms',
      '12 ms',
      '1 s',
      '12.3 s',
      '1 min 0 s',
      '1 min 15 s',
      '2 h 1 min',
    ]);
    expect(times.slice(3).map(ja.duration)).toEqual(['12.3秒', '1分0秒', '1分15秒', '2時間1分']);
  });

  it('tell moments with their weekday and zone', () => {
    const moment = new Date('2026-11-22T00:05:00Z');
    expect(ja.dateTime(moment, 'Asia/Tokyo')).toBe('2026/11/22(日) 09:05 JST');
    expect(en.dateTime(moment, 'Asia/Tokyo')).toBe('Sun, Nov 22, 2026, 09:05 GMT+9');
  });

  it('separate thousands and items', () => {
    expect([en.number(2104332), en.percent(0.2), en.list(['a', 'b']), ja.list(['a', 'b'])]).toEqual(
      ['2,104,332', '20%', 'a, b', 'a、b'],
    );
  });

  it('put clauses and sentences together as each language does', () => {
    expect([en.clauses(['a', 'b']), ja.clauses(['a', 'b'])]).toEqual(['a; b', 'a。b']);
    expect([en.sentences(['A.', 'B.']), ja.sentences(['あ。', 'い。'])]).toEqual([
      'A. B.',
      'あ。い。',
    ]);
  });
});
