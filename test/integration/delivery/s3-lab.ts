/** What the tests of deliveries to our own S3 server share: a server with faults, and a lab for it. */
import { onTestFinished } from 'vitest';
import type { ProfileFields } from '#contract/schemas/profile.ts';
import { sizeOf } from '#engine/fault-points.ts';
import type { FaultRule } from '../../s3-server/faults.ts';
import type { Operation } from '../../s3-server/route.ts';
import {
  defaultBucket,
  defaultUser,
  type S3ServerOptions,
  startS3Server,
} from '../../s3-server/server.ts';
import { createLab, type LabOptions, listText, textOfSize } from './lab.ts';

/** A part that is sent whole, and one that is sent in three pieces. */
export const small = listText(0, 3);
export const large = textOfSize(sizeOf(17 * 1024 * 1024));
/** The least that the far end takes as a piece that is not the last. */
export const minPartBytes = sizeOf(5 * 1024 * 1024);

/** A server with faults, and a lab with a profile for it. */
export const start = async (
  script: readonly FaultRule[] = [],
  serverOptions: S3ServerOptions = {},
  labOptions: LabOptions = {},
  place: Partial<Extract<ProfileFields['place'], { kind: 's3' }>> = {},
) => {
  const server = await startS3Server({ script, minPartBytes, ...serverOptions });
  onTestFinished(() => server.close());
  const { accessKeyId, secretAccessKey } = defaultUser;
  const lab = createLab({
    credentials: { accessKeyId, secretAccessKey },
    maxRetryMs: 5_000,
    ...labOptions,
  });
  const to = await lab.addProfile({
    place: {
      ...{ kind: 's3', bucket: defaultBucket, endpoint: server.endpoint, region: 'us-east-1' },
      ...place,
    },
  });
  /** The operations that were asked of the server, in order. */
  const asked = () => server.log.map(({ operation }) => operation);
  /** What is there at the end: objects, open uploads, and how often something became visible. */
  const left = () => ({
    objects: server.objects.keys().length,
    uploads: server.objects.uploads().length,
    commits: server.log.filter(
      ({ operation, committed }) =>
        committed && (operation === 'PutObject' || operation === 'CompleteMultipartUpload'),
    ).length,
  });
  return { server, lab, to, asked, left };
};

/** What is left after a success, and after a failure. */
export const once = { objects: 1, uploads: 0, commits: 1 };
export const nothing = { objects: 0, uploads: 0, commits: 0 };
/** A part for which the operation is needed. */
export const textFor = (operation: Operation): string =>
  operation === 'PutObject' ? small : large;
