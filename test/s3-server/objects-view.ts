// The inside of a bucket for tests: what is really stored, past signatures, rights and faults.
import { createHash } from 'node:crypto';
import { memorySpace } from './segments.ts';
import { type Bucket, contentOf, removeObject, replaceObject, type Store } from './store.ts';

export type OpenUpload = { key: string; uploadId: string; partNumbers: number[] };

export type ObjectsView = {
  /** All keys, in the order in which their objects came. */
  keys(): string[];
  /** The bytes of an object; undefined when there is none. */
  read(key: string): Promise<Buffer | undefined>;
  /** Puts an object there, as somebody else would have. */
  put(key: string, content: Buffer | string): Promise<void>;
  remove(key: string): void;
  /** The uploads that were neither completed nor aborted. */
  uploads(): OpenUpload[];
};

/** Shows one bucket of a store. */
export function viewObjects(store: Store, bucketName: string, now: () => Date): ObjectsView {
  const bucket = (): Bucket => {
    const found = store.buckets.get(bucketName);
    if (!found) throw new Error(`the test server has no bucket ${bucketName}`);
    return found;
  };
  return {
    keys: () => [...bucket().objects.keys()],
    read: async (key) => {
      const object = bucket().objects.get(key);
      return object && contentOf(object);
    },
    put: async (key, content) => {
      const bytes = Buffer.from(content);
      const writer = await memorySpace().begin();
      await writer.write(bytes);
      replaceObject(bucket(), key, {
        segments: [await writer.finish()],
        bytes: bytes.length,
        etag: createHash('md5').update(bytes).digest('hex'),
        modified: now(),
        headers: {},
      });
    },
    remove: (key) => removeObject(bucket(), key),
    uploads: () =>
      [...bucket().uploads.values()].map(({ key, uploadId, parts }) => ({
        key,
        uploadId,
        partNumbers: [...parts.keys()].sort((left, right) => left - right),
      })),
  };
}
