/**
 * Whether this thread scans one list after the other. What a scan has made is kept for the next one then:
 * its threads, and the pages of its memory, which are a tenth of the work on a large list.
 */
import { webAssembly, type SharedMemory } from '../../web-assembly.ts';
import { BLOCK_BYTES, MAX_PAGES, type MemoryMap, PAGE_BYTES } from './memory-map.ts';

let isOn = false;

export const goFromListToList = (): void => {
  isOn = true;
};

export const goesFromListToList = (): boolean => isOn;

/** More than a list of 500 MB has needed is given back. */
const MOST_BYTES = 512 * 1024 * 1024;

export type ScanMemory = {
  readonly memory: SharedMemory;
  /** From this address on nobody has ever written to a block. */
  readonly writtenEnd: number;
};

let kept: ScanMemory | null = null;

/** Memory for a scan; the one of the last where it was kept. */
export const takeScanMemory = (map: MemoryMap): ScanMemory => {
  const last = kept;
  kept = null;
  if (last === null || last.memory.buffer.byteLength < map.initialPages * PAGE_BYTES) {
    const size = { initial: map.initialPages, maximum: MAX_PAGES, shared: true } as const;
    return { memory: new webAssembly.Memory(size), writtenEnd: 0 };
  }
  const everything = new Uint8Array(last.memory.buffer);
  everything.fill(0, map.control, map.successors);
  everything.fill(0, map.heads, map.runs);
  return last;
};

/** To be called when a scan is over and nothing reads its memory any more. */
export const keepScanMemory = ({ memory, writtenEnd }: ScanMemory, map: MemoryMap): void => {
  if (!isOn || memory.buffer.byteLength > MOST_BYTES) return;
  const [blocks = 0] = new Uint32Array(memory.buffer, map.control, 1);
  kept = { memory, writtenEnd: Math.max(writtenEnd, map.blocks + blocks * BLOCK_BYTES) };
};
