/** A folder on a disk that fails: the system calls are real but for the one that is to fail. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { succeed } from '#contract/result.ts';
import { createFolderTarget } from '#engine/delivery/targets/folder.ts';
import type { SendContext } from '#engine/delivery/targets/target.ts';
import { refuseToSyncFolders } from '../../no-folder-sync.ts';

const key = 'app-1/line_user_id/1650000000/2026/11/22/followed/users.csv';
const bytes = Buffer.from('line_user_id\n');

/** A part, and a drop folder to send it to. */
const started = () => {
  const base = mkdtempSync(join(tmpdir(), 'dropline-folder-target-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const path = join(base, 'users.csv');
  writeFileSync(path, bytes);
  const root = join(base, 'drop');
  mkdirSync(root);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const part = {
    file: 'users.csv',
    path,
    bytes: bytes.length,
    sha256,
    pieceMd5s: [],
    identity: '',
  };
  const send = (inDoubt: boolean) => {
    const context: SendContext = {
      signal: new AbortController().signal,
      earlier: { wasBegun: inDoubt, uploadId: null, pieces: [], inDoubt },
      onBytes: () => undefined,
      onUploadId: () => succeed(null),
      onPiece: () => succeed(null),
      onCommitting: () => succeed(null),
    };
    return createFolderTarget(root, () => new Date()).send(part, key, context);
  };
  return { place: join(root, key), send };
};

describe('a part that is under its name', () => {
  it('is unknown, never failed, where its folder can not be synced, until it can', async () => {
    const { place, send } = started();
    const makeGood = await refuseToSyncFolders('EIO');
    const lost = { code: 'out-failed', details: { name: 'users.csv', reason: 'EIO' } };
    expect(await send(false)).toMatchObject({ state: 'unknown', failure: lost });
    expect(await send(true)).toMatchObject({ state: 'unknown', failure: lost });
    expect(readFileSync(place)).toEqual(bytes);
    makeGood();
    expect(await send(true)).toMatchObject({ state: 'uploaded', failure: null });
    expect(readdirSync(dirname(place))).toEqual(['users.csv']);
  });

  it.each(['EINVAL', 'ENOTSUP'])(
    'has arrived on a disk that knows no syncing of folders (%s)',
    async (code) => {
      const { place, send } = started();
      await refuseToSyncFolders(code);
      expect(await send(false)).toMatchObject({ state: 'uploaded', failure: null });
      expect(existsSync(place)).toBe(true);
    },
  );

  it('stays unknown while nobody can look what is there', async () => {
    const { place, send } = started();
    // A folder under this name can be opened, and not be read.
    mkdirSync(place, { recursive: true });
    expect(await send(true)).toMatchObject({ state: 'unknown', failure: { code: 'out-failed' } });
    rmSync(place, { recursive: true });
    expect(await send(true)).toMatchObject({ state: 'uploaded' });
  });
});

it('has failed where somebody else has its name, in doubt or not', async () => {
  const { place, send } = started();
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, 'somebody else’s');
  const used = { state: 'failed', failure: { code: 'key-used', details: { key } } };
  expect([await send(false), await send(true)]).toMatchObject([used, used]);
  expect(readFileSync(place, 'utf8')).toBe('somebody else’s');
});
