/**
 * A list of 500 MB on its way to a real S3 server, Ceph's radosgw, killed twice with kill -9 and
 * resumed: no piece comes twice that had arrived, and a client that nobody here wrote reads the very
 * bytes back.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { pieceBytesOf } from '#engine/batches/verified-part.ts';
import type { BuildAnswer } from '#contract/schemas/batch.ts';
import type { Receipt } from '#contract/schemas/delivery.ts';
import { startRadosgw, whyNoRadosgw } from '../../scripts/radosgw.mjs';
import { assertInvariants } from '../faults/invariants.ts';
import { appId, channelId, makePlace, type Place, processesOf } from '../faults/place.ts';
import { countedWayTo } from './counted-way.ts';

/** 500 MB. */
const rows = 9_730_000;
/** Of some thirty. */
const killAfterPieces = 9;
const limitMs = 20 * 60_000;
const build = 'release' as const;

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const enginesOf = (place: Place): number[] =>
  processesOf(place.folder).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('engine/index.js'),
  );

it.skipIf(whyNoRadosgw() !== undefined)(
  'F-P2 500 MB to radosgw, killed twice and resumed: no piece comes twice',
  { timeout: limitMs },
  async () => {
    const gateway = await startRadosgw();
    onTestFinished(() => gateway.stop());
    const way = await countedWayTo(gateway.endpoint);
    const place = makePlace();
    const sample = ['sample', '--rows', String(rows), '--out', 'users.csv'];
    expect((await place.run(sample, { build })).code).toBe(0);
    const dir = place.path('batch');
    const made = await place.run(
      ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'],
      {
        build,
      },
    );
    const { manifest } = JSON.parse(made.stdout) as BuildAnswer;
    expect(manifest.parts).toHaveLength(1);
    const [part] = manifest.parts;
    if (part === undefined) throw new Error('a batch without parts');

    const to = ['--to', `s3://${gateway.bucket}`, '--channel-id', channelId];
    const ownAppId = `${appId}-${process.pid}-${Date.now().toString(36)}`;
    const keys = {
      AWS_ACCESS_KEY_ID: gateway.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: gateway.owner.secretAccessKey,
    };
    const env = { ...keys, AWS_REGION: gateway.region, AWS_ENDPOINT_URL_S3: way.endpoint };
    const deliver = (...more: string[]) =>
      place.start(['deliver', dir, ...to, '--app-id', ownAppId, '--json', ...more], { build, env });
    const atRest = () =>
      vi.waitFor(() => expect([processesOf(place.folder), way.underWay()]).toEqual([[], 0]), {
        timeout: 60_000,
        interval: 50,
      });

    const first = deliver();
    way.whenArrived(killAfterPieces, () => void first.child.kill('SIGKILL'));
    expect((await first.ended).signal).toBe('SIGKILL');
    await atRest();
    const afterFirst = way.arrived().length;

    const second = deliver('--resume');
    way.whenArrived(afterFirst + killAfterPieces, () => {
      for (const pid of enginesOf(place)) process.kill(pid, 'SIGKILL');
    });
    expect((await second.ended).stderr).toContain('[engine-died]');
    await atRest();
    const afterSecond = way.arrived().length;

    const last = await deliver('--resume').ended;
    expect([last.code, last.stderr]).toEqual([0, '']);
    const receipt = JSON.parse(last.stdout) as Receipt;
    const [told] = receipt.parts;
    if (told === undefined) throw new Error('a receipt without parts');

    const copy = place.path('read-back.csv');
    const object = `s3://${gateway.bucket}/${told.key}`;
    const aws = ['--endpoint-url', gateway.endpoint, 's3', 'cp', '--quiet', object, copy];
    await promisify(execFile)('aws', aws, {
      env: {
        ...keys,
        PATH: process.env.PATH ?? '',
        HOME: place.folder,
        AWS_DEFAULT_REGION: gateway.region,
      },
    });
    const pieces = new Set(way.arrived());
    console.log(
      [
        `list ${manifest.source.bytes} bytes, part ${part.bytes} bytes in ${pieces.size} pieces`,
        `arrived before the first kill (host): ${afterFirst}, before the second (engine): ${afterSecond}`,
        `receipt of the last run: ${JSON.stringify(told)}`,
        `pieces that arrived twice: ${way.arrived().length - pieces.size}`,
        `SHA-256 sealed:    ${part.sha256}`,
        `SHA-256 read back: ${await sha256Of(copy)} (awscli)`,
      ].join('\n'),
    );
    expect([...way.arrived()].sort((left, right) => left - right)).toEqual(
      Array.from({ length: Math.ceil(part.bytes / pieceBytesOf(part.bytes)) }, (_, n) => n + 1),
    );
    expect(way.completed()).toBe(1);
    expect(told).toMatchObject({
      partsSent: pieces.size - afterSecond,
      partsReused: afterSecond,
      sha256: part.sha256,
    });
    expect(await sha256Of(copy)).toBe(part.sha256);
    expect(await sha256Of(join(dir, part.file))).toBe(part.sha256);
    await assertInvariants({ place, lists: [] });
  },
);
