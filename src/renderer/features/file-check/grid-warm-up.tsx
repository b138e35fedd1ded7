/**
 * Puts a small grid up once, out of sight, while nobody waits for anything: the first one takes
 * several times as long as any later one, and the first rows of a list should not wait for that.
 */
import { useCallback, useEffect, useState } from 'react';
import type { ListHead } from '#contract/schemas/check.ts';
import styles from './grid-warm-up.module.css';
import { RowGrid } from './row-grid.tsx';
import { headSource } from './row-source.ts';

/** At the latest; the page is quiet long before. */
const latestMs = 2_000;
const shownMs = 300;

const rows = Array.from({ length: 20 }, (_, at) => ({
  ...{ number: at + 1, line: at + 1 },
  ...{ fields: ['', ''], cutFields: [] },
}));
const head: ListHead = { encoding: 'utf-8', delimiter: ',', header: null, rows };
const source = headSource('warm-up', head);
const columns = ['', ''];
const widest = [0, 0];

export const GridWarmUp = () => {
  const [state, setState] = useState<'waiting' | 'shown' | 'done'>('waiting');
  const end = useCallback(() => setState('done'), []);
  useEffect(() => {
    if (state !== 'waiting') return;
    const idle = requestIdleCallback(() => setState('shown'), { timeout: latestMs });
    return () => cancelIdleCallback(idle);
  }, [state]);
  useEffect(() => {
    if (state !== 'shown') return;
    const timer = setTimeout(end, shownMs);
    return () => clearTimeout(timer);
  }, [state, end]);
  if (state !== 'shown') return null;
  return (
    <div className={styles.away} aria-hidden inert>
      <RowGrid
        {...{ source, columns, widest }}
        isJudged={false}
        label=""
        target={null}
        onFocus={end}
        onFailure={end}
      />
    </div>
  );
};
