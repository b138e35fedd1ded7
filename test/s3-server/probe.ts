// One suite of questions that can be put to any S3 server. Each answer is a short text, so that the
// whole outcome is one table that can be held against another server's.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { multipartProbes } from './probe-multipart.ts';
import { objectProbes } from './probe-objects.ts';
import { refusalProbes } from './probe-refusals.ts';

export type Keys = { accessKeyId: string; secretAccessKey: string };

export type ProbeTarget = {
  endpoint: string;
  region: string;
  bucket: string;
  /** May do everything in the bucket. */
  owner: Keys;
  /** Is known, and may do nothing in the bucket. */
  stranger: Keys;
  /** The authority to trust, for https. */
  caPath?: string;
};

/** What a probe works with. */
export type Lab = {
  bucket: string;
  region: string;
  owner: Keys;
  stranger: Keys;
  /** A client of the owner's, with one attempt for each request. */
  client(config?: S3ClientConfig): S3Client;
  /** A key that no other probe and no other run uses. */
  key(name: string): string;
  /** What is stored under a key. */
  read(key: string): Promise<Buffer>;
};

export type Probe = { name: string; ask: (lab: Lab) => Promise<string> };

/** Probe by probe, what the server did. */
export type Outcomes = Record<string, string>;

const probes: readonly Probe[] = [...objectProbes, ...refusalProbes, ...multipartProbes];

/** Puts all questions to a server, one after the other, and removes what it has stored. */
export async function probe(target: ProbeTarget): Promise<Outcomes> {
  const lab = createLab(target);
  const outcomes: Outcomes = {};
  for (const { name, ask } of probes) outcomes[name] = await ask(lab).catch(describeError);
  await cleanUp(lab);
  return outcomes;
}

async function cleanUp(lab: Lab): Promise<void> {
  const client = lab.client();
  const place = { Bucket: lab.bucket, Prefix: lab.key('') };
  const { Contents = [] } = await client.send(new ListObjectsV2Command(place));
  for (const { Key } of Contents)
    await client.send(new DeleteObjectCommand({ Bucket: lab.bucket, Key }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand(place));
  for (const { Key, UploadId } of Uploads)
    await client.send(new AbortMultipartUploadCommand({ Bucket: lab.bucket, Key, UploadId }));
}

/** The SDK warns of what the probes do on purpose. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function createLab(target: ProbeTarget): Lab {
  const run = randomUUID();
  const tls = target.caPath !== undefined && {
    httpsAgent: new Agent({ keepAlive: true, ca: readFileSync(target.caPath) }),
  };
  const requestHandler = new NodeHttpHandler({ ...tls, socketTimeout: 10_000 });
  const client = (config: S3ClientConfig = {}): S3Client =>
    new S3Client({
      endpoint: target.endpoint,
      region: target.region,
      credentials: target.owner,
      forcePathStyle: true,
      maxAttempts: 1,
      logger: silent,
      requestHandler,
      ...config,
    });
  const owner = client();
  const { bucket, region, stranger } = target;
  return {
    ...{ bucket, region, stranger, client },
    owner: target.owner,
    key: (name) => `probe/${run}/${name}`,
    read: async (key) => {
      const answer = await owner.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
    },
  };
}

/** An error in a few words: S3's code and the HTTP status. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined ? `${error.name}: ${error.message}` : `${error.name} ${status}`;
}

/** How a request was refused, or that it was not. */
export const refusalOf = (request: Promise<unknown>): Promise<string> =>
  request.then(() => 'accepted', describeError);

/** What differs between what was sent and what is stored, if anything. */
export const compare = (stored: Buffer, sent: Buffer): string =>
  stored.equals(sent) ? 'same bytes' : `other bytes: ${stored.length} in place of ${sent.length}`;

export const md5 = (content: Buffer): Buffer => createHash('md5').update(content).digest();

type OutgoingRequest = { headers: Record<string, string>; body?: unknown };

/** Changes requests after they were signed, as somebody on the way might. */
export function tamper(client: S3Client, change: (request: OutgoingRequest) => void): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as OutgoingRequest);
      return next(args);
    },
    { step: 'deserialize', priority: 'low', name: 'tamper' },
  );
  return client;
}
