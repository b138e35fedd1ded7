// What the server knows: buckets, their objects, the uploads that are under way and those that were
// completed. Plain data; the operations change it, and tests may look into it.
import type { Checksum, ChecksumAlgorithm } from './checksums.ts';
import {
  folderSpace,
  memorySpace,
  readSegments,
  type Segment,
  type SegmentSpace,
} from './segments.ts';

/** `COMPOSITE`: a checksum of the parts' checksums; `FULL_OBJECT`: one over all bytes. */
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT';

export type StoredObject = {
  segments: readonly Segment[];
  bytes: number;
  /** Without quotes. */
  etag: string;
  modified: Date;
  /** The headers that were given with the object and are given back with it. */
  headers: Record<string, string>;
  checksum?: Checksum & { type: ChecksumType };
};

export type Part = { segment: Segment; etag: string; modified: Date; checksum?: Checksum };

export type Upload = {
  uploadId: string;
  key: string;
  initiated: Date;
  headers: Record<string, string>;
  parts: Map<number, Part>;
  checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType };
};

/** What a completed upload answered, so that the same question gets the same answer. */
export type CompletedUpload = { key: string; parts: string; answer: string };

export type Bucket = {
  name: string;
  created: Date;
  objects: Map<string, StoredObject>;
  uploads: Map<string, Upload>;
  completed: Map<string, CompletedUpload>;
};

export type Store = { buckets: Map<string, Bucket>; space: SegmentSpace };

/**
 * An empty store. The same store given to a second server is a server that was restarted.
 * @param folder where bytes are kept; in memory when absent. What the bytes mean is always in memory
 */
export function createStore(buckets: readonly string[], now: Date, folder?: string): Store {
  const store: Store = {
    buckets: new Map(),
    space: folder === undefined ? memorySpace() : folderSpace(folder),
  };
  for (const name of buckets) addBucket(store, name, now);
  return store;
}

/** Adds an empty bucket. */
export function addBucket(store: Store, name: string, now: Date): void {
  store.buckets.set(name, {
    name,
    created: now,
    objects: new Map(),
    uploads: new Map(),
    completed: new Map(),
  });
}

/** Puts an object in its place; the bytes of the one it replaces are let go. */
export function replaceObject(bucket: Bucket, key: string, object: StoredObject): void {
  removeObject(bucket, key);
  bucket.objects.set(key, object);
}

/** Removes an object, if it is there. */
export function removeObject(bucket: Bucket, key: string): void {
  for (const segment of bucket.objects.get(key)?.segments ?? []) segment.discard();
  bucket.objects.delete(key);
}

/** Ends an upload; the parts that no object has taken over are let go. */
export function endUpload(
  bucket: Bucket,
  upload: Upload,
  keep: ReadonlySet<Segment> = new Set(),
): void {
  for (const { segment } of upload.parts.values()) if (!keep.has(segment)) segment.discard();
  bucket.uploads.delete(upload.uploadId);
}

/** All bytes of an object. */
export async function contentOf(object: StoredObject): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readSegments(object.segments, 0, object.bytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}
