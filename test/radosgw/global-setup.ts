/**
 * One real S3 server for the whole suite: started before the first test and let go after the last.
 * A test that stops or restarts it calls `startRadosgw` itself and joins the same one.
 */
import type { TestProject } from 'vitest/node';
import { type RadosgwPlaces, startRadosgw } from '../../scripts/radosgw.mjs';

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { endpoint, tlsEndpoint, caPath, region, bucket, owner, stranger, dir, stop } =
    await startRadosgw();
  const places = { endpoint, tlsEndpoint, caPath, region, bucket, owner, stranger, dir };
  project.provide('radosgw', places);
  return stop;
};

declare module 'vitest' {
  // Vitest reads what can be provided from this interface: it has to be one.
  interface ProvidedContext {
    radosgw: RadosgwPlaces;
  }
}
