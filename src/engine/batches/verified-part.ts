/** A part that was held against its manifest, and how that can fail. */
import type { BigIntStats } from 'node:fs';
import { sizeOf } from '#engine/fault-points.ts';

/** A part whose bytes are those of the manifest. */
export type VerifiedPart = {
  readonly file: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /**
   * The MD5 of each piece in hexadecimal digits, taken of the very bytes that have the part's SHA-256.
   * None where the part is no longer than a piece.
   */
  readonly pieceMd5s: readonly string[];
  /** Which file was read, and when it was last touched. */
  readonly identity: string;
};

/** Which file it is, and when anything about it was last changed: bytes, times, rights, names. */
export const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':');

/** The longest piece. */
export const MAX_PIECE_BYTES = sizeOf(16 * 1024 * 1024);

/**
 * Parts are sent in pieces of so many bytes; the last one may be shorter. Small pieces keep several on
 * their way where a part is short; each costs the far end a record of its own, so that long parts have
 * fewer.
 */
export const pieceBytesOf = (partBytes: number): number =>
  partBytes > 8 * MAX_PIECE_BYTES ? MAX_PIECE_BYTES : MAX_PIECE_BYTES / 2;

export type VerifyCode =
  | 'batch-missing'
  | 'batch-altered'
  | 'file-permission'
  | 'file-read-failed'
  | 'cancelled';
