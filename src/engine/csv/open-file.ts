/** Opening a list once, and telling whether it is still what was opened. */
import type { Result } from '#contract/result.ts';

export type OpenFile = {
  readonly fd: number;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly device: number;
  readonly inode: number;
};

export type OpenFailure =
  | 'file-missing'
  | 'file-is-folder'
  | 'file-not-regular'
  | 'file-permission'
  | 'file-read-failed';

export declare const openFile: (path: string) => Promise<Result<OpenFile, OpenFailure>>;
export declare const isUnchanged: (file: OpenFile) => boolean;
export declare const closeFile: (file: OpenFile) => void;
