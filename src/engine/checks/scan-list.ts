/**
 * From an open file to its layout, plan, scan and hash. A list is gone through once, whatever its
 * encoding: that is guessed, the scan proves it, and only where the guess was wrong is the file decoded
 * to tell.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import { detectLayout, guessLayout, type TextLayout } from '../csv/encoding.ts';
import type { OpenFile } from '../csv/open-file.ts';
import { hashSource } from '../csv/source-hash.ts';
import { textOf } from './checked.ts';
import { inspect } from './inspect.ts';
import { namesIn } from './names-in.ts';
import type { CheckPlan } from './plan.ts';
import type { ScanHooks } from './scan.ts';
import { fastScan } from './scanner/fast-scan.ts';
import { markMeanings, type PackedLinks } from './scanner/link-join.ts';
import type { FastScanResult } from './scanner/scan-result.ts';

export type ScannedList = {
  readonly layout: TextLayout;
  readonly sha256: string;
  readonly plan: CheckPlan;
  readonly scan: FastScanResult;
};

/** What to hold the records against: the links of a channel, or null where nothing is known. */
export type KnownPacked = { readonly packed: PackedLinks | null };

type Planned = Pick<ScannedList, 'layout' | 'plan' | 'scan'>;
type Code = 'cancelled' | 'file-changed' | 'unknown-column';

const scanAs = async (
  file: OpenFile,
  options: CheckOptions,
  { layout, notText }: { readonly layout: TextLayout; readonly notText: boolean },
  hooks: ScanHooks,
  known: KnownPacked | undefined,
  busyUntil: Promise<unknown> = Promise.resolve(),
): Promise<Result<Planned, Code>> => {
  const text = textOf({ file, layout });
  const plan = inspect({ ...text, fileName: file.name, notText }, options);
  if (!plan.ok) return plan;
  const { type, format } = plan.value;
  const comparesUsers = format === 'ids-and-users';
  const join =
    known === undefined
      ? null
      : { packed: known.packed, meanings: markMeanings(type), comparesUsers };
  const scan = await fastScan(text, plan.value, hooks, { join, busyUntil });
  if (!scan.ok) return scan;
  return succeed({ layout: scan.value.layout, plan: plan.value, scan: scan.value });
};

/**
 * Whether a scan proves that all of the text that counts is in the encoding that was guessed. Where a field is too long nothing
 * after it counts: nobody waits for hundreds of megabytes to be told so.
 */
const isProven = ({ undecodable }: FastScanResult): boolean => undecodable === 0;

/**
 * Where `known` is given the scan marks the records by it, if it can: its `known` tells. Throws
 * `SourceChanged` and `SourceReadFailed`.
 */
export const scanList = async (
  file: OpenFile,
  options: CheckOptions,
  hooks: ScanHooks,
  known?: KnownPacked,
): Promise<Result<ScannedList, Code>> => {
  const { cancelled } = hooks;
  const guess = guessLayout(file.fd, file.bytes, options.encoding, cancelled, namesIn);
  if (guess === 'cancelled') return fail('cancelled');
  const hashing = hashSource(file.fd, file.bytes, cancelled);
  // Whatever becomes of the hash is looked at after the scan, which may have failed before.
  const hashed = hashing.then(
    () => undefined,
    () => undefined,
  );
  const guessed = await scanAs(file, options, guess, hooks, known, hashed);
  if (!guessed.ok && (guess.isSure || guessed.error.code === 'cancelled')) return guessed;
  if (guessed.ok && (guess.isSure || isProven(guessed.value.scan))) {
    const sha256 = await hashing;
    return sha256 === null ? fail('cancelled') : succeed({ ...guessed.value, sha256 });
  }
  await hashing;
  const detected = detectLayout(file.fd, file.bytes, options.encoding, {
    ...{ namesIn, cancelled },
    progress: () => undefined,
  });
  if (detected === 'cancelled') return fail('cancelled');
  if (detected === 'changed') return fail('file-changed', { name: file.name });
  const { sha256 } = detected;
  if (detected.layout.encoding === guess.layout.encoding) {
    return guessed.ok ? succeed({ ...guessed.value, sha256 }) : guessed;
  }
  const planned = await scanAs(file, options, detected, hooks, known);
  return planned.ok ? succeed({ ...planned.value, sha256 }) : planned;
};
