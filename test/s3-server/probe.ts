// One suite of questions that can be put to any S3 server. Each answer is a short text, so that the
// whole outcome is one table that can be held against another server's.
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { createLab, describeError, type Lab, type Probe, type ProbeTarget } from './probe-lab.ts';
import { multipartProbes } from './probe-multipart.ts';
import { objectProbes } from './probe-objects.ts';
import { refusalProbes } from './probe-refusals.ts';

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
