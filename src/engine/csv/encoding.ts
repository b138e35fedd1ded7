/** Which encoding a whole file has. */
import type { EncodingName } from '#contract/schemas/common.ts';

export type Checkpoint = { readonly sourceOffset: number; readonly textOffset: number };

export type TextLayout = {
  readonly encoding: EncodingName;
  readonly bomBytes: number;
  readonly boms: number;
  readonly checkpoints: readonly Checkpoint[];
};

export type DetectHooks = {
  readonly cancelled: () => boolean;
  readonly progress: (doneBytes: number) => void;
};

export type Detected = {
  readonly layout: TextLayout;
  readonly sha256: string;
  readonly notText: boolean;
};

export declare const detectLayout: (
  fd: number,
  fileBytes: number,
  chosen: EncodingName | 'auto',
  hooks: DetectHooks,
) => Detected | 'cancelled' | 'changed';
