// Probes of uploads in parts: what a client that resumes, repeats itself or errs is told.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import { compare, type Lab, md5, type Probe, refusalOf } from './probe-lab.ts';

const big = randomBytes(5 * 1024 * 1024);
const tail = Buffer.from('the last part may be short');

/** One upload of a probe's own. */
type Session = {
  client: S3Client;
  place: { Bucket: string; Key: string; UploadId: string };
  part(
    partNumber: number,
    content: Buffer | Readable,
    more?: Partial<UploadPartCommandInput>,
  ): Promise<CompletedPart>;
  complete(
    parts: CompletedPart[],
    more?: Partial<CompleteMultipartUploadCommandInput>,
  ): Promise<string>;
};

async function begin(
  lab: Lab,
  name: string,
  more: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<Session> {
  // Without the SDK's own checksums, so that every server is asked the same.
  const client = lab.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const object = { Bucket: lab.bucket, Key: lab.key(name) };
  const created = await client.send(new CreateMultipartUploadCommand({ ...object, ...more }));
  const place = { ...object, UploadId: created.UploadId ?? '' };
  return {
    client,
    place,
    part: async (PartNumber, Body, extra = {}) => {
      const input = { ...place, PartNumber, Body, ...extra };
      const { $metadata: _, ...answer } = await client.send(new UploadPartCommand(input));
      return { PartNumber, ...answer };
    },
    complete: async (Parts, extra = {}) => {
      const input = { ...place, MultipartUpload: { Parts }, ...extra };
      const { ETag } = await client.send(new CompleteMultipartUploadCommand(input));
      return ETag || 'no ETag';
    },
  };
}

const etagOf = (...parts: Buffer[]): string =>
  `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`;

const tellEtag = (etag: string, ...parts: Buffer[]): string => {
  const right = etagOf(...parts);
  if (etag === right) return 'the MD5 of the MD5s';
  return `"${etag}"` === right ? 'the MD5 of the MD5s, unquoted' : etag;
};

const nothing = `"${'0'.repeat(32)}"`;

async function listed(session: Session, limit?: number): Promise<string> {
  const { client, place } = session;
  const input = { ...place, ...(limit !== undefined && { MaxParts: limit }) };
  const page = await client.send(new ListPartsCommand(input));
  const parts = (page.Parts ?? []).map(({ PartNumber, Size }) => `${PartNumber}:${Size}`);
  return `${parts.join(' ')}, more: ${page.IsTruncated}, next: ${page.NextPartNumberMarker ?? 'none'}`;
}

const listingProbes: Probe[] = [
  {
    name: 'list parts',
    ask: async (lab) => {
      const session = await begin(lab, 'list-parts');
      await session.part(7, tail);
      await session.part(2, tail);
      return listed(session);
    },
  },
  {
    name: 'list parts by the page',
    ask: async (lab) => {
      const session = await begin(lab, 'page-parts');
      for (const partNumber of [1, 2]) await session.part(partNumber, tail);
      return listed(session, 1);
    },
  },
  {
    name: 'list no parts',
    ask: async (lab) => listed(await begin(lab, 'no-parts')),
  },
  {
    name: 'list open uploads',
    ask: async (lab) => {
      const { client, place } = await begin(lab, 'open');
      const list = new ListMultipartUploadsCommand({ Bucket: lab.bucket, Prefix: lab.key('open') });
      const [upload, ...more] = (await client.send(list)).Uploads ?? [];
      const isIt = upload?.UploadId === place.UploadId && upload.Initiated instanceof Date;
      return `${isIt ? 'found' : 'not found'}, ${more.length} more`;
    },
  },
  {
    name: 'a part again replaces it',
    ask: async (lab) => {
      const session = await begin(lab, 'replace');
      await session.part(1, big);
      const part = await session.part(1, tail);
      await session.complete([part]);
      return compare(await lab.read(session.place.Key), tail);
    },
  },
  {
    name: 'a part from a stream, checksum in a trailer',
    ask: async (lab) => {
      const { place } = await begin(lab, 'part-trailer');
      const input = { ...place, PartNumber: 1, Body: Readable.from([tail]) };
      const command = new UploadPartCommand({ ...input, ContentLength: tail.length });
      const { ETag } = await lab.client().send(command);
      return ETag === `"${md5(tail).toString('hex')}"` ? 'ETag is the MD5' : `ETag ${ETag}`;
    },
  },
];

const completionProbes: Probe[] = [
  {
    name: 'complete',
    ask: async (lab) => {
      const session = await begin(lab, 'complete');
      const parts = [await session.part(1, big), await session.part(2, tail)];
      const etag = await session.complete(parts);
      return `${tellEtag(etag, big, tail)}, ${compare(await lab.read(session.place.Key), Buffer.concat([big, tail]))}`;
    },
  },
  {
    name: 'complete again',
    ask: async (lab) => {
      const session = await begin(lab, 'again');
      const parts = [await session.part(1, tail)];
      await session.complete(parts);
      return tellEtag(await session.complete(parts), tail);
    },
  },
  {
    name: 'list the parts of a completed upload',
    ask: async (lab) => {
      const session = await begin(lab, 'list-completed');
      await session.complete([await session.part(1, tail)]);
      return refusalOf(listed(session));
    },
  },
  {
    name: 'complete over a key, if none is there',
    ask: async (lab) => {
      const session = await begin(lab, 'taken');
      const { Bucket, Key } = session.place;
      await session.client.send(new PutObjectCommand({ Bucket, Key, Body: 'first' }));
      const parts = [await session.part(1, tail)];
      return refusalOf(session.complete(parts, { IfNoneMatch: '*' }));
    },
  },
  {
    name: 'complete with a wrong ETag',
    ask: async (lab) => {
      const session = await begin(lab, 'wrong-etag');
      await session.part(1, tail);
      return refusalOf(session.complete([{ PartNumber: 1, ETag: nothing }]));
    },
  },
  {
    name: 'complete with a part that never came',
    ask: async (lab) => {
      const session = await begin(lab, 'no-such-part');
      const part = await session.part(1, big);
      return refusalOf(session.complete([part, { PartNumber: 2, ETag: nothing }]));
    },
  },
  {
    name: 'complete in the wrong order',
    ask: async (lab) => {
      const session = await begin(lab, 'order');
      const parts = [await session.part(1, big), await session.part(2, big)];
      return refusalOf(session.complete(parts.reverse()));
    },
  },
  {
    name: 'complete with a short part in the middle',
    ask: async (lab) => {
      const session = await begin(lab, 'short-part');
      const parts = [await session.part(1, tail), await session.part(2, tail)];
      return refusalOf(session.complete(parts));
    },
  },
  {
    name: 'complete with no parts',
    ask: async (lab) => refusalOf((await begin(lab, 'empty-list')).complete([])),
  },
];

const otherProbes: Probe[] = [
  {
    name: 'abort, then list parts',
    ask: async (lab) => {
      const session = await begin(lab, 'abort');
      await session.part(1, tail);
      await session.client.send(new AbortMultipartUploadCommand(session.place));
      return refusalOf(listed(session));
    },
  },
  {
    name: 'abort an unknown upload',
    ask: async (lab) => {
      const { client, place } = await begin(lab, 'abort-unknown');
      const abort = new AbortMultipartUploadCommand({
        ...place,
        UploadId: 'nobody-has-begun-this',
      });
      return refusalOf(client.send(abort));
    },
  },
  {
    name: 'a part of an unknown upload',
    ask: async (lab) => {
      const { client, place } = await begin(lab, 'part-unknown');
      const input = { ...place, UploadId: 'nobody-has-begun-this', PartNumber: 1, Body: tail };
      return refusalOf(client.send(new UploadPartCommand(input)));
    },
  },
  {
    name: 'part number 10001',
    ask: async (lab) => refusalOf((await begin(lab, 'part-10001')).part(10_001, tail)),
  },
  {
    name: 'a part with a wrong Content-MD5',
    ask: async (lab) => {
      const session = await begin(lab, 'part-md5');
      return refusalOf(session.part(1, tail, { ContentMD5: md5(big).toString('base64') }));
    },
  },
  {
    name: 'parts with CRC-32, one of the parts',
    ask: async (lab) => {
      const session = await begin(lab, 'crc32', { ChecksumAlgorithm: 'CRC32' });
      const crc = { ChecksumAlgorithm: 'CRC32' } as const;
      const parts = [await session.part(1, big, crc), await session.part(2, tail, crc)];
      await session.complete(parts);
      return compare(await lab.read(session.place.Key), Buffer.concat([big, tail]));
    },
  },
  {
    name: 'parts with CRC-32, left out at the end',
    ask: async (lab) => {
      const session = await begin(lab, 'crc32-missing', { ChecksumAlgorithm: 'CRC32' });
      const { ETag } = await session.part(1, tail, { ChecksumAlgorithm: 'CRC32' });
      return refusalOf(session.complete([{ PartNumber: 1, ETag }]));
    },
  },
  {
    name: 'parts with CRC-64/NVME over the whole',
    ask: async (lab) => {
      const sum = { ChecksumAlgorithm: 'CRC64NVME' } as const;
      const session = await begin(lab, 'crc64', { ...sum, ChecksumType: 'FULL_OBJECT' });
      await session.complete([await session.part(1, big, sum)]);
      return compare(await lab.read(session.place.Key), big);
    },
  },
];

export const multipartProbes: readonly Probe[] = [
  ...listingProbes,
  ...completionProbes,
  ...otherProbes,
];
