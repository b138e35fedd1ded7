import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { knownLinks, openKnown } from '#engine/cache/known-links.ts';
import { crossCheck, type ListedLink, tallyLinks } from '#engine/cache/links.ts';
import { createLinkModule } from '#engine/cache/link-module.ts';
import { packedPath } from '#engine/cache/packed-file.ts';
import { changeLinksState, ensureChannel } from '#engine/cache/queries.ts';
import { checkJob } from '#engine/checks/check-job.ts';
import { PARTITIONS } from '#engine/checks/scanner/memory-map.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import type { Store } from '#engine/store/open.ts';
import { ownerInName, thisProcess } from '#engine/store/process-identity.ts';
import { type Lab, openLab } from '../batches/build-lab.ts';
import { runInProcess } from '../batches/in-process.ts';
import { oddList } from '../checks/scanner/odd-lists.ts';
import { opened, temporaryFolder } from '../store/folder.ts';
import { saveLinks } from './save-links.ts';

const key = 'app/1';
let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

const cache = (): Store['database'] => {
  const { database } = opened(temporaryFolder());
  database.exec(
    "INSERT INTO batches (number, id, seal, type, format, dir, created_at) VALUES (1, 'batch-1', '', 'followed', 'ids-only', '', '')",
  );
  return database;
};
const deliver = (database: Store['database'], type: ImportType, rows: readonly ListedLink[]) =>
  saveLinks(database, { channel: ensureChannel(database, key), type, batch: 1 }, [rows]);

/** What a check tells, asked row by row or by packed links. */
const checked = async (
  file: OpenFile,
  database: Store['database'],
  options: { readonly type: ImportType; readonly fixes?: readonly string[] },
  isPacked: boolean,
) => {
  const ask = crossCheck(database, key, options.type);
  let asked = 0;
  const result = await checkJob(
    {
      ...{ file, options: checkOptions.parse({ ...options, maxSamples: 3 }), crossChecks: true },
      ...(isPacked ? { known: knownLinks(database, key) } : {}),
    },
    {
      cancelled: () => false,
      progress: () => undefined,
      ask: async (rows) => {
        asked += rows.length;
        return ask(rows);
      },
    },
  );
  if (!result.ok) return { code: result.error.code };
  const { report, checked: left } = result.value;
  const { marks, records, fileFindings } = left;
  const marked = marks.flatMap((page, number) =>
    Array.from(page ?? [], (bits, at) => ({ record: number * 65_536 + at + 1, bits })),
  );
  const told = { report, records, fileFindings, marks: marked.filter(({ bits }) => bits !== 0) };
  return { ...told, asked: isPacked ? asked : 0 };
};

/** IDs and user IDs that the odd lists have, too. */
const link: fc.Arbitrary<ListedLink> = fc.record({
  lineUserId: fc.oneof(
    fc.constantFrom(
      ...Array.from({ length: 8 }, (_, at) => `U${String(at).repeat(3)}${'a9'.repeat(14)}f`),
    ),
    fc.stringMatching(/^U[0-9a-fA-Fz]{32}$/),
    fc.constantFrom(`U${'x'.repeat(32)}`, `U${'7'.repeat(32)}`),
  ),
  userId: fc.constantFrom(null, '1', '2', '42', 'a', 'b', 'a,b', 'a"b', 'a\nb', '東京本店00000034'),
});

const options = fc.record({
  type: fc.constantFrom<ImportType>('followed', 'unfollowed'),
  format: fc.constantFrom('auto', 'ids-and-users', 'ids-only'),
  changesOnly: fc.boolean(),
  fixes: fc.constantFrom([], [], ['user-id-missing'], ['line-user-id-not-hex', 'user-id-spaces']),
});

describe('a check by packed links', () => {
  it('tells what the database tells row by row', async () => {
    let lists = 0;
    await fc.assert(
      fc.asyncProperty(
        oddList(40),
        fc.array(link, { maxLength: 30 }),
        fc.array(link, { maxLength: 10 }),
        options,
        async (list, followed, unfollowed, chosen) => {
          const database = cache();
          if (followed.length > 0) deliver(database, 'followed', followed);
          if (unfollowed.length > 0) deliver(database, 'unfollowed', unfollowed);
          lists += 1;
          const file = await lab.open(lab.write(`${lists}.csv`, list.bytes));
          const packed = await checked(file, database, chosen, true);
          expect(packed).toEqual(await checked(file, database, chosen, false));
          database.close();
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  it('takes a large list on several threads, with the same answers', async () => {
    const database = cache();
    const ids = Array.from({ length: 6000 }, (_, at) => {
      const digits = (0x9e3779b97f4a7c15n * BigInt(at + 1)).toString(16);
      return `U${digits.padStart(32, 'b52d7c3f').slice(-32)}`;
    });
    const wide = 'x'.repeat(3000);
    deliver(
      database,
      'followed',
      ids
        .filter((_, at) => at % 3 === 0)
        .map((lineUserId, at) => ({ lineUserId, userId: `c${at}` })),
    );
    const lines = ids.map((id, at) => `${id},c${Math.floor(at / 3)},${wide}\n`);
    const file = await lab.open(
      lab.write('large.csv', `line_user_id,user_id,memo\n${lines.join('')}`),
    );
    expect(file.bytes).toBeGreaterThan(16 * 1024 * 1024);
    for (const fixes of [[], ['user-id-spaces']]) {
      const chosen = { type: 'followed', fixes } as const;
      const packed = await checked(file, database, chosen, true);
      expect(packed).toEqual(await checked(file, database, chosen, false));
    }
    database.close();
  }, 120_000);
});

describe('the packed file', () => {
  const rows = Array.from({ length: 40 }, (_, at) => ({
    lineUserId: `U${String(at).padStart(32, '7')}`,
    userId: `c${at}`,
  }));
  const packedOf = (database: Store['database'], again = false) => {
    const known = knownLinks(database, key);
    if (known === null) throw new Error('nothing is known');
    const packed = openKnown(known, again);
    if (packed === null) throw new Error('it was not packed');
    closeSync(packed.fd);
    const path = packedPath(known.databasePath, known.channel);
    const { state } = packed;
    return { path, state, bytes: readFileSync(path), mode: statSync(path).mode & 0o777 };
  };

  it('has keys and hashes that outlive a release: others need another version', () => {
    const { module, roomAt, grown } = createLinkModule([0x0123456789abcdefn, 42n], 65_536);
    const room = Buffer.from(grown(), roomAt, 65_536);
    const links = [
      `${'0123456789ABCDEF'.repeat(2)}1customer1\0`,
      `${'A'.repeat(31)}10\0`,
      `${'9'.repeat(32)}0東京本店00000034, and more\0`,
    ];
    const rows = module.packRows(roomAt, roomAt + room.write(links.join('')));
    module.packText(roomAt, room.write('UAb'), roomAt, 1, 1);
    const packed = Array.from({ length: PARTITIONS }, (_, partition) => {
      const bytes = module.packedBytes(partition);
      module.copyPacked(partition, roomAt);
      const sum = BigInt.asUintN(64, module.checksum(roomAt, bytes)).toString(16);
      return bytes === 0 ? [] : [[partition, room.toString('hex', 0, bytes), sum]];
    });
    expect([rows, module.followedLinks.value, packed.flat()]).toEqual([
      ...[3, 2],
      [
        [14, '7b166efe586815b439f0549a3a0f2301', 'c85fd5e73dd89011'],
        [17, '2564825e003b8a4eea827f801f1c297c', '618b2150c6894c1'],
        [45, 'b1dee2b5063c64cd4387c516e10847d4', '87b7385ae1c8b081'],
        [99, 'f28f0a863c70a69a0000000000000000', 'af6764ef858dcfd2'],
      ],
    ]);
  });

  it('removes what a killed process has left of one, and of no living one', () => {
    const database = cache();
    deliver(database, 'followed', rows);
    const dir = dirname(database.name);
    const leave = (pid: number, processStart: string): string => {
      const { pid: ownPid, holder, processStart: ownStart } = thisProcess;
      const other = `${pid}~0123456789abcdef~${processStart}~`;
      const owner = ownerInName().replace(`${ownPid}~${holder}~${ownStart}~`, other);
      const name = `.links-${owner}~0123456789abcdef.part`;
      writeFileSync(join(dir, name), 'half');
      return name;
    };
    leave(2 ** 22 + 1, '');
    const living = [leave(process.ppid, ''), leave(process.pid, thisProcess.processStart)];
    packedOf(database);
    const left = readdirSync(dir).filter((name) => name.endsWith('.part'));
    expect(left.sort()).toEqual(living.sort());
    expect(readdirSync(dir)).toContain('links-1.packed');
    database.close();
  });

  it('is used until the links change, and is for its owner only', () => {
    const database = cache();
    deliver(database, 'followed', rows);
    const first = packedOf(database);
    expect(first.mode).toBe(0o600);
    expect(packedOf(database).bytes).toEqual(first.bytes);
    deliver(database, 'unfollowed', rows.slice(0, 3));
    const second = packedOf(database);
    expect(second.state).not.toBe(first.state);
    expect(second.bytes).not.toEqual(first.bytes);
    database.close();
  });

  it('is another one where another database has the same channel', () => {
    const [one, other] = [cache(), cache()];
    deliver(one, 'followed', rows);
    deliver(other, 'followed', rows);
    const packed = packedOf(one);
    const known = knownLinks(other, key);
    writeFileSync(packedPath(known?.databasePath ?? '', 1), packed.bytes);
    expect(packedOf(other).bytes).not.toEqual(packed.bytes);
    one.close();
    other.close();
  });

  it.each([
    ['head', 30],
    ['sizes', 200],
    ['first links', 4100],
    ['last links', -3],
  ])('with one changed bit in its %s is never believed', async (_, at) => {
    const database = cache();
    deliver(database, 'followed', rows);
    const { path, bytes } = packedOf(database);
    const place = at < 0 ? bytes.length + at : at;
    const fd = openSync(path, 'r+');
    writeSync(fd, Buffer.from([(bytes[place] ?? 0) ^ 4]), 0, 1, place);
    closeSync(fd);
    const list = rows.map(({ lineUserId, userId }) => `${lineUserId},${userId}\n`).join('');
    const file = await lab.open(lab.write('bits.csv', `line_user_id,user_id\n${list}`));
    const packed = await checked(file, database, { type: 'followed' }, true);
    expect(packed).toEqual(await checked(file, database, { type: 'followed' }, false));
    expect(readFileSync(path)).toHaveLength(bytes.length);
    database.close();
  });

  it('that is cut off or gone is made again', () => {
    const database = cache();
    deliver(database, 'followed', rows);
    const { path, bytes } = packedOf(database);
    writeFileSync(path, bytes.subarray(0, -1));
    expect(packedOf(database).bytes).toHaveLength(bytes.length);
    rmSync(path);
    expect(packedOf(database).bytes).toHaveLength(bytes.length);
    database.close();
  });

  it('that can not be written leaves the questions to the database', async () => {
    const database = cache();
    deliver(database, 'followed', [
      ...rows,
      { lineUserId: `U${'8'.repeat(32)}`, userId: 'a\u0000b' },
    ]);
    const file = await lab.open(
      lab.write('nul.csv', `line_user_id,user_id\nU${'8'.repeat(32)},x\n`),
    );
    const packed = await checked(file, database, { type: 'followed' }, true);
    const plain = await checked(file, database, { type: 'followed' }, false);
    expect(packed).toEqual({ ...plain, asked: 1 });
    changeLinksState(database, 1);
    database.close();
  });
});

describe('a comparison by packed links', () => {
  it('counts what the database counts row by row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(link, { minLength: 1, maxLength: 40 }),
        fc.array(link, { maxLength: 20 }),
        fc.array(link, { minLength: 1, maxLength: 40 }),
        fc.constantFrom<ImportType>('followed', 'unfollowed'),
        fc.constantFrom<'ids-only' | 'ids-and-users'>('ids-only', 'ids-and-users'),
        async (followed, unfollowed, listed, type, format) => {
          const database = cache();
          deliver(database, 'followed', followed);
          if (unfollowed.length > 0) deliver(database, 'unfollowed', unfollowed);
          const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
          const rows =
            format === 'ids-only' ? listed.map((row) => ({ ...row, userId: null })) : listed;
          const lines = rows.map(({ lineUserId, userId }) => {
            const user = userId ?? '';
            return `${lineUserId}${format === 'ids-only' ? '' : `,${/[",\n]/.test(user) ? quoted(user) : user}`}\n`;
          });
          const header = format === 'ids-only' ? 'line_user_id' : 'line_user_id,user_id';
          const bytes = Buffer.from(`${header}\n${lines.join('')}`);
          const path = lab.write('part.csv', bytes);
          const known = knownLinks(database, key);
          if (known === null) throw new Error('nothing is known');
          const parts = [{ path, bytes: bytes.length, records: rows.length }];
          const tally = await runInProcess('tally-links', { known, type, format, parts });
          const steps = tallyLinks(database, key, type, [rows]);
          let step = steps.next();
          while (step.done !== true) step = steps.next();
          expect(tally).toEqual({ ok: true, value: step.value });
          database.close();
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it('says in words what the database refuses', async () => {
    const known = { databasePath: join(lab.dir, 'nothing.sqlite3'), channel: 1, state: '00' };
    const input = { known, type: 'followed', format: 'ids-only', parts: [] } as const;
    expect(await runInProcess('tally-links', input)).toMatchObject({
      ok: false,
      error: { code: 'store-unavailable' },
    });
  });
});
