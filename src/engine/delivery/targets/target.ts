/**
 * What every place that lists go to has in common. A target sends one part under one key and says
 * truthfully what became of it; keys, records and receipts are the delivery's.
 */
import type { ErrorCode } from '#contract/errors.ts';
import type { Failure, Result } from '#contract/result.ts';
import type { VerifiedPart } from '../../batches/verified-part.ts';
import type { StoreCode } from '../../store/failure.ts';

/** How any place can refuse, on the network or on this computer. */
export type TargetCode =
  | Extract<ErrorCode, `s3-${string}` | `net-${string}`>
  | 'cancelled'
  | 'out-parent-missing'
  | 'out-read-only'
  | 'out-failed'
  | 'out-not-empty'
  | 'disk-full';

export type SendCode =
  | TargetCode
  | StoreCode
  | 'batch-altered'
  | 'batch-missing'
  | 'file-read-failed'
  | 'engine-died'
  | 'key-used';

/**
 * Why a delivery is stopped: the reason of its signal. Only `cancel` lets go of what has arrived.
 */
export type StopReason = 'pause' | 'cancel' | 'quit';

/** Null where it was not stopped. */
export const stopReasonOf = (signal: AbortSignal): StopReason | null =>
  signal.aborted ? (signal.reason as StopReason) : null;

/** A piece that the far end has accepted. */
export type Piece = {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  /** Of our own bytes, in hexadecimal digits. */
  readonly md5: string;
  readonly bytes: number;
};

/** What earlier runs have left of a part. */
export type Earlier = {
  /** A run has begun to send it, and may have died before it could note the upload's id. */
  readonly wasBegun: boolean;
  readonly uploadId: string | null;
  /** As they were noted down; the far end may know better. */
  readonly pieces: readonly Piece[];
  /** The last request was made, and nobody knows what became of it. */
  readonly inDoubt: boolean;
};

export type SendContext = {
  /** Its reason is a `StopReason`. */
  readonly signal: AbortSignal;
  readonly earlier: Earlier;
  /** Bytes of this part that are on their way or there. Goes down when some are sent again. */
  readonly onBytes: (doneBytes: number) => void;
  /**
   * Writes down, before it is used, under which id the far end keeps the pieces. Pieces of another
   * id are forgotten.
   */
  readonly onUploadId: (uploadId: string) => Result<unknown, StoreCode>;
  /** Writes down that the far end has this piece. */
  readonly onPiece: (piece: Piece) => Result<unknown, StoreCode>;
  /** Writes down that from the next request on the part can be visible at the far end. */
  readonly onCommitting: () => Result<unknown, StoreCode>;
};

/**
 * How sending a part ended. *Uploaded* is proved; *failed*, *cancelled* and *stopped* mean that nothing
 * is visible under this key by our doing, and *stopped* that it can go on; otherwise it is *unknown*.
 */
export type SendOutcome = {
  readonly state: 'uploaded' | 'failed' | 'unknown' | 'cancelled' | 'stopped';
  /** Null where it was uploaded or cancelled, and where a person or the end of the engine stopped it. */
  readonly failure: Failure<SendCode> | null;
  readonly etag: string | null;
  readonly uploadId: string | null;
  /** Pieces that were accepted in this run, sent again or not; 1 for a part sent whole. */
  readonly partsSent: number;
  /** Pieces of earlier runs that were not sent again. */
  readonly partsReused: number;
  /** Pieces may have stayed there: the far end did not remove them. */
  readonly piecesLeft: boolean;
  readonly requestId: string | null;
};

export const nothingSent: Omit<SendOutcome, 'state'> = {
  failure: null,
  etag: null,
  uploadId: null,
  partsSent: 0,
  partsReused: 0,
  piecesLeft: false,
  requestId: null,
};

/** The outcome of a part that a signal has stopped. */
export const stoppedBy = (signal: AbortSignal): SendOutcome => ({
  ...nothingSent,
  state: stopReasonOf(signal) === 'cancel' ? 'cancelled' : 'stopped',
});

export type Target = {
  /** Where keys are unique: a bucket's name, or `folder:` and a path. */
  readonly bucket: string;
  /** Whether it is a bucket in the sense of the receipt. */
  readonly kind: 's3' | 'folder';
  /**
   * Speaks to the far end without changing anything. Answers its time where it tells one and ours is
   * clearly off, else ours.
   */
  readonly contact: (signal: AbortSignal) => Promise<Result<Date, TargetCode>>;
  readonly send: (part: VerifiedPart, key: string, context: SendContext) => Promise<SendOutcome>;
  /**
   * Lets go of the pieces of a part that will not be sent; with null of those of an upload whose id was
   * never noted. False where they may have stayed.
   */
  readonly abandon: (key: string, uploadId: string | null) => Promise<boolean>;
  /** Looks whether it could be sent to, without sending. `works`, or that only an upload can tell. */
  readonly test: (
    prefix: string,
    signal: AbortSignal,
  ) => Promise<Result<'works' | 'only-upload-tells', TargetCode>>;
  /** The region that is used now. */
  readonly region: () => string | null;
  /** The region that the far end named, where it is not the one that was set. */
  readonly regionNamed: () => string | null;
  readonly close: () => void;
};
