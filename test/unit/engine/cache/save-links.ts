/** Links saved one by one: what every faster way must come to. */
import type { ImportType } from '#contract/schemas/common.ts';
import { lineIdKey } from '#engine/cache/line-id-key.ts';
import type { ListedLink } from '#engine/cache/links.ts';
import { changeLinksState } from '#engine/cache/queries.ts';
import type { Store } from '#engine/store/open.ts';

export const saveLinks = (
  database: Store['database'],
  delivery: { readonly channel: number; readonly type: ImportType; readonly batch: number },
  slices: Iterable<readonly ListedLink[]>,
): void => {
  const { channel, type, batch } = delivery;
  const save = database.prepare(
    `INSERT INTO links (channel, line_id, user_id, followed, batch) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET user_id = coalesce(excluded.user_id, user_id),
       followed = excluded.followed, batch = excluded.batch`,
  );
  database.transaction(() => {
    for (const slice of slices) {
      for (const { lineUserId, userId } of slice) {
        save.run(channel, lineIdKey(lineUserId), userId, type === 'followed' ? 1 : 0, batch);
      }
    }
    changeLinksState(database, channel);
  })();
};
