// What the probes work with: clients of the server under question, and words for what it did.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';

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

/** The SDK warns of what the probes do on purpose. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Sets up for one run of the probes. */
export function createLab(target: ProbeTarget): Lab {
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
