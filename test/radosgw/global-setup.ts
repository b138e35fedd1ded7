/**
 * One real S3 server for the whole suite: started before the first test and let go after the last.
 * A test that stops or restarts it calls `startRadosgw` itself and joins the same one.
 */
import type { TestProject } from 'vitest/node';
import { startRadosgw } from '../../scripts/radosgw.mjs';

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { killGateway: _kill, startGateway: _start, stop, ...places } = await startRadosgw();
  project.provide('radosgw', places);
  return stop;
};

declare module 'vitest' {
  // Vitest reads what can be provided from this interface: it has to be one.
  interface ProvidedContext {
    radosgw: Omit<
      Awaited<ReturnType<typeof startRadosgw>>,
      'killGateway' | 'startGateway' | 'stop'
    >;
  }
}
