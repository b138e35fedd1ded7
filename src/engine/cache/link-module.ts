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
  const roomAt = map.blocks;
  const initial = Math.ceil((roomAt + roomBytes) / PAGE_BYTES);
  const memory = new webAssembly.Memory({ initial, maximum: MAX_PAGES, shared: true });
  const module = createScanner(compileScanner(), memory, map, 0);
  module.setPool(map.control, map.successors, map.heads, initial * PAGE_BYTES);
  module.setSeeds(...seeds);
  return { module, roomAt, grown: () => memory.buffer };
};
