/**
 * Rows of a few machine words each, strewn over 256 partitions in the order in which they come. It
 * holds millions of rows without a JavaScript value for any of them; what one partition gives back
 * the next ones use again.
 */

export const PARTITIONS = 256;

const blockWords = 16_384;
const slabBlocks = 64;

/** Memory in blocks of 64 KiB, taken from the system 4 MiB at a time. */
export type BlockPool = {
  readonly take: () => Uint32Array;
  readonly giveBack: (blocks: readonly Uint32Array[]) => void;
};

export const createBlockPool = (): BlockPool => {
  const free: Uint32Array[] = [];
  return {
    take: () => {
      const block = free.pop();
      if (block !== undefined) return block;
      const slab = new ArrayBuffer(4 * blockWords * slabBlocks);
      for (let i = 1; i < slabBlocks; i += 1) {
        free.push(new Uint32Array(slab, 4 * blockWords * i, blockWords));
      }
      return new Uint32Array(slab, 0, blockWords);
    },
    giveBack: (blocks) => {
      free.push(...blocks);
    },
  };
};

/** The rows of one partition. Row `i` stands in `blocks[i / rowsInBlock]`. */
export type Partition = {
  readonly blocks: Uint32Array[];
  /** The block that rows go to now. */
  last: Uint32Array;
  rows: number;
};

export type Partitions = {
  readonly rowWords: number;
  readonly rowsInBlock: number;
  /** Copies `row` into the partition that the upper 8 bits of `hash` choose. */
  readonly add: (hash: number, row: Uint32Array) => void;
  readonly partition: (number: number) => Partition;
  /** Gives the memory of a partition back. */
  readonly release: (number: number) => void;
};

export const createPartitions = (pool: BlockPool, rowWords: number): Partitions => {
  const rowsInBlock = Math.floor(blockWords / rowWords);
  const none = new Uint32Array(0);
  const newPartition = (): Partition => ({ blocks: [], last: none, rows: 0 });
  const partitions = Array.from({ length: PARTITIONS }, newPartition);
  const partition = (number: number): Partition => {
    const found = partitions[number];
    if (found === undefined) throw new RangeError(`There is no partition ${number}.`);
    return found;
  };
  return {
    rowWords,
    rowsInBlock,
    add: (hash, row) => {
      const target = partition(hash >>> 24);
      const at = target.rows % rowsInBlock;
      if (at === 0) {
        target.last = pool.take();
        target.blocks.push(target.last);
      }
      target.rows += 1;
      const block = target.last;
      const start = at * rowWords;
      for (let word = 0; word < rowWords; word += 1) block[start + word] = row[word] ?? 0;
    },
    partition,
    release: (number) => {
      const { blocks } = partition(number);
      pool.giveBack(blocks);
      partitions[number] = newPartition();
    },
  };
};

/** All rows of a partition in one array, in their order. `into` is used if it is large enough. */
export const gather = (
  { rowWords, rowsInBlock }: Partitions,
  { blocks, rows }: Partition,
  into: Uint32Array,
): Uint32Array => {
  const all = into.length >= rows * rowWords ? into : new Uint32Array(rows * rowWords);
  for (const [number, block] of blocks.entries()) {
    const inBlock = Math.min(rowsInBlock, rows - number * rowsInBlock);
    all.set(block.subarray(0, inBlock * rowWords), number * rowsInBlock * rowWords);
  }
  return all;
};
