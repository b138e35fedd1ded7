/**
 * What all deliveries to one destination share: the pacer, and the memory for what is on its way. A
 * destination is a bucket at an endpoint, whichever profile names it.
 */
import { MAX_PIECE_BYTES } from '../batches/verified-part.ts';
import type { Bandwidth } from './bandwidth.ts';
import { createPacing, type Pacing } from './pacer.ts';
import { type BufferPool, createBufferPool } from './targets/buffer-pool.ts';
import type { S3Place } from './targets/s3-connection.ts';

/** Requests with a body at a time, for one destination. */
const REQUESTS_AT_A_TIME = 4;

export type Lane = {
  readonly pacing: Pacing;
  readonly buffers: BufferPool;
  /** Milliseconds to wait before so many bytes may go. */
  readonly reserveMs: Bandwidth['reserveMs'];
};

export type Lanes = {
  readonly laneFor: (place: S3Place) => Lane;
  /** Ends the pauses of all of them. */
  readonly wake: () => void;
};

export const createLanes = (bandwidth: Bandwidth, random?: () => number): Lanes => {
  const lanes = new Map<string, Lane>();
  return {
    laneFor: ({ endpoint = '', bucket }) => {
      const name = `${endpoint} ${bucket}`;
      const known = lanes.get(name);
      if (known !== undefined) return known;
      const concurrency = REQUESTS_AT_A_TIME;
      const lane: Lane = {
        pacing: createPacing({ concurrency, ...(random && { random }) }),
        buffers: createBufferPool(concurrency, MAX_PIECE_BYTES),
        reserveMs: bandwidth.reserveMs,
      };
      lanes.set(name, lane);
      return lane;
    },
    wake: () => {
      for (const { pacing } of lanes.values()) pacing.wake();
    },
  };
};
