// What the tests of this server share: a server that is closed after the test, and clients for it.
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { defaultBucket, defaultUser, type S3ServerOptions, startS3Server } from './server.ts';

/** A server for one test. */
export async function serverForTest(options: S3ServerOptions = {}) {
  const server = await startS3Server(options);
  onTestFinished(() => server.close());
  return server;
}

/** The SDK with one attempt for each request, unless the test wants it otherwise. */
export const sdk = (endpoint: string, config: S3ClientConfig = {}): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: defaultUser,
    forcePathStyle: true,
    maxAttempts: 1,
    ...config,
  });

/** Where in the default bucket. */
export const at = (key: string) => ({ Bucket: defaultBucket, Key: key });

/**
 * How a request was refused: S3's code and the HTTP status, or what the network's error is called
 * (the SDK gives several of these the name TimeoutError, so the code comes first).
 */
export const refusal = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    const { name, code, $metadata } = error as {
      name: string;
      code?: string;
      $metadata?: { httpStatusCode?: number };
    };
    const status = $metadata?.httpStatusCode;
    return [status === undefined ? (code ?? name) : name, status];
  }
};
