// The request log: what was asked of the server and how it ended, in the order in which requests
// came. It is the witness for "at most once": the final state alone can't tell of a second upload.
import { appendFileSync } from 'node:fs';
import type { FaultAction } from './faults.ts';
import type { Operation, Route } from './route.ts';

export type LogEntry = {
  /** When the head of the request had come, ISO 8601. */
  time: string;
  method: string;
  operation: Operation;
  bucket: string;
  key: string;
  uploadId?: string;
  partNumber?: number;
  /** The access key, once the signature was found good. */
  user?: string;
  /** Bytes of the body that were read off the wire. */
  bytes: number;
  /** The kind of fault that was played. */
  fault?: FaultAction['kind'];
  /** Whether the request has changed what is stored. */
  committed: boolean;
  /** The status that was answered; null when the connection ended without an answer. */
  status: number | null;
  /** The S3 error code that was answered. */
  code?: string;
  /** Whether the request has come to its end. */
  ended: boolean;
};

export type RequestLog = {
  entries: LogEntry[];
  begin(time: Date, method: string, route: Route): LogEntry;
  /** To be called once, just before the client can know; writes the line of the log file. */
  end(entry: LogEntry): void;
};

/**
 * Starts a log.
 * @param logPath a file to which each entry is appended as a line of JSON when its request has ended
 */
export function createRequestLog(logPath?: string): RequestLog {
  const entries: LogEntry[] = [];
  return {
    entries,
    begin(time, method, route) {
      const { operation, bucket, key, uploadId, partNumber } = route;
      const entry: LogEntry = {
        time: time.toISOString(),
        ...{ method, operation, bucket, key },
        ...(uploadId !== undefined && { uploadId }),
        ...(partNumber !== undefined && { partNumber }),
        ...{ bytes: 0, committed: false, status: null, ended: false },
      };
      entries.push(entry);
      return entry;
    },
    end(entry) {
      if (entry.ended) return;
      entry.ended = true;
      if (logPath !== undefined) appendFileSync(logPath, `${JSON.stringify(entry)}\n`);
    },
  };
}
