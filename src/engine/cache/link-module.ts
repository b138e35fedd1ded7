/** The module with nothing but known links in its memory. */
import { compileScanner, createScanner, type Scanner } from '../checks/scanner/instance.ts';
import { MAX_PAGES, memoryMap, PAGE_BYTES } from '../checks/scanner/memory-map.ts';
import { webAssembly } from '../web-assembly.ts';

export type LinkModule = {
  readonly module: Scanner;
  readonly roomAt: number;
  /** The memory as it is now. */
  readonly grown: () => SharedArrayBuffer;
};

/** `roomBytes`: for what goes in and out. What is packed grows behind it. */
export const createLinkModule = (
  seeds: readonly [bigint, bigint],
  roomBytes: number,
): LinkModule => {
  const map = memoryMap(1, 0);
  const listsAt = map.blocks;
  const roomAt = listsAt + PAGE_BYTES;
  const initial = Math.ceil((roomAt + roomBytes) / PAGE_BYTES) + 1;
  const memory = new webAssembly.Memory({ initial, maximum: MAX_PAGES, shared: true });
  const module = createScanner(compileScanner(), memory, map, 0);
  module.beginLinks(...seeds, listsAt, initial * PAGE_BYTES, 0);
  return { module, roomAt, grown: () => memory.buffer };
};
