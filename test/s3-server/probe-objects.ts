// Probes of single objects: what arrives is what was sent, and checksums are looked at.
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { compare, type Lab, type Probe, refusalOf } from './probe-lab.ts';

const content = Buffer.from(
  'line_user_id,user_id\nU0123456789abcdef0123456789abcdef,0001\n'.repeat(500),
);
const plainSums: S3ClientConfig = { requestChecksumCalculation: 'WHEN_REQUIRED' };

const halves = (): Readable =>
  Readable.from([content.subarray(0, 20_000), content.subarray(20_000)], { objectMode: false });

async function putAndRead(lab: Lab, name: string, config?: S3ClientConfig, stream?: Readable) {
  const input = { Bucket: lab.bucket, Key: lab.key(name), ContentLength: content.length };
  await lab.client(config).send(new PutObjectCommand({ ...input, Body: stream ?? content }));
  return compare(await lab.read(input.Key), content);
}

const put = (lab: Lab, name: string, input: Partial<PutObjectCommandInput>): Promise<unknown> => {
  const all = { Bucket: lab.bucket, Key: lab.key(name), Body: content, ...input };
  return lab.client(plainSums).send(new PutObjectCommand(all));
};

const checksumProbes: Probe[] = Object.values(ChecksumAlgorithm)
  .filter((algorithm) => ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].includes(algorithm))
  .map((algorithm) => ({
    name: `put with ${algorithm}`,
    ask: async (lab) => {
      const key = lab.key(algorithm);
      await put(lab, algorithm, { ChecksumAlgorithm: algorithm });
      const head = new HeadObjectCommand({ Bucket: lab.bucket, Key: key, ChecksumMode: 'ENABLED' });
      const told = await lab.client().send(head);
      return told[`Checksum${algorithm}` as 'ChecksumCRC32'] ? 'kept' : 'not kept';
    },
  }));

export const objectProbes: readonly Probe[] = [
  { name: 'put a buffer', ask: (lab) => putAndRead(lab, 'buffer') },
  {
    name: 'put a stream, checksum in a trailer',
    ask: (lab) => putAndRead(lab, 'trailer', {}, halves()),
  },
  {
    name: 'put a stream, no checksum',
    ask: (lab) => putAndRead(lab, 'stream', plainSums, halves()),
  },
  { name: 'put a key of signs', ask: (lab) => putAndRead(lab, "a b+c/ü%20日本&=!'()*.csv") },
  { name: 'put a key of dots', ask: (lab) => putAndRead(lab, 'a/../b') },
  ...checksumProbes,
  {
    name: 'put with a wrong CRC-32',
    ask: (lab) => refusalOf(put(lab, 'wrong-crc', { ChecksumCRC32: 'AAAAAA==' })),
  },
  {
    name: 'put with a wrong SHA-256 checksum',
    ask: (lab) =>
      refusalOf(put(lab, 'wrong-sha', { ChecksumSHA256: Buffer.alloc(32).toString('base64') })),
  },
  {
    name: 'put with a wrong Content-MD5',
    ask: (lab) =>
      refusalOf(put(lab, 'wrong-md5', { ContentMD5: Buffer.alloc(16).toString('base64') })),
  },
  {
    name: 'put with a malformed Content-MD5',
    ask: (lab) => refusalOf(put(lab, 'bad-md5', { ContentMD5: 'abc' })),
  },
  {
    name: 'put a new key, if none is there',
    ask: (lab) => refusalOf(put(lab, 'new', { IfNoneMatch: '*' })),
  },
  {
    name: 'put over a key, if none is there',
    ask: async (lab) => {
      await put(lab, 'old', {});
      return refusalOf(put(lab, 'old', { IfNoneMatch: '*', Body: 'other' }));
    },
  },
  {
    name: 'get a range',
    ask: async (lab) => {
      await put(lab, 'range', {});
      const command = { Bucket: lab.bucket, Key: lab.key('range'), Range: 'bytes=5-24' };
      const answer = await lab.client().send(new GetObjectCommand(command));
      const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      const { length } = content;
      return `${compare(bytes, content.subarray(5, 25))}, ${answer.ContentRange === `bytes 5-24/${length}`}`;
    },
  },
  {
    name: 'get a range behind the end',
    ask: async (lab) => {
      await put(lab, 'short', { Body: 'short' });
      const command = { Bucket: lab.bucket, Key: lab.key('short'), Range: 'bytes=5-24' };
      return refusalOf(lab.client().send(new GetObjectCommand(command)));
    },
  },
  {
    name: 'list by prefix and delimiter',
    ask: async (lab) => {
      for (const name of ['list/a', 'list/b/1', 'list/b/2', 'list/c'])
        await put(lab, name, { Body: '' });
      const pages: string[] = [];
      let token: string | undefined;
      do {
        const page = await lab.client().send(
          new ListObjectsV2Command({
            ...{ Bucket: lab.bucket, Prefix: lab.key('list/'), Delimiter: '/', MaxKeys: 2 },
            ContinuationToken: token,
          }),
        );
        const keys = (page.Contents ?? []).map(({ Key = '' }) => Key);
        const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix);
        const start = lab.key('list/').length;
        pages.push([...keys, ...prefixes].map((text) => text.slice(start)).join(' '));
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      return pages.join(' | ');
    },
  },
];
