/** A file as UTF-8 text without byte order marks, from any text offset. */
import type { TextLayout } from './encoding.ts';

export type TextChunk = { readonly bytes: Uint8Array; readonly textOffset: number };

export declare class SourceChanged extends Error {}
export declare class SourceReadFailed extends Error {
  readonly reason: string;
}

export declare function readText(
  fd: number,
  fileBytes: number,
  layout: TextLayout,
  fromTextOffset?: number,
): Generator<TextChunk>;
