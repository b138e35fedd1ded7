import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBandwidth } from '#engine/delivery/bandwidth.ts';

it('holds nothing back without a limit', () => {
  const bandwidth = createBandwidth(() => 0);
  expect([bandwidth.reserveMs(1e9), bandwidth.limit()]).toEqual([0, null]);
});

it('forgets what was held back when the limit changes', () => {
  const bandwidth = createBandwidth(() => 0);
  bandwidth.setLimit(1_000);
  const held = bandwidth.reserveMs(60_000);
  bandwidth.setLimit(null);
  expect([held, bandwidth.reserveMs(60_000), bandwidth.limit()]).toEqual([59_900, 0, null]);
});

it('lets no more bytes go in any time than the limit and a moment’s burst allow', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 60 });
  const limits = fc.integer({ min: 65_536, max: 10_000_000 });
  fc.assert(
    fc.property(
      limits,
      sizes,
      fc.array(fc.integer({ max: 500, min: 0 })),
      (limit, bytes, rests) => {
        let nowMs = 0;
        const bandwidth = createBandwidth(() => nowMs);
        bandwidth.setLimit(limit);
        let sent = 0;
        const startMs = nowMs;
        for (const [index, size] of bytes.entries()) {
          nowMs += bandwidth.reserveMs(size);
          sent += size;
          const most = ((nowMs - startMs + 100) / 1000) * limit;
          if (sent > most + 1) return false;
          nowMs += rests[index] ?? 0;
        }
        return true;
      },
    ),
  );
});
