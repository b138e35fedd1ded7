/**
 * A believable list with planted faults, as bytes. The same rows and seed give the same bytes on
 * every machine; what a check must say about them is `sampleTruth`.
 */
import { BLOCK_RECORDS, isReferring, type Planted, plantedIn, type Referring } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import { createRecordWriter, createTarget, MOST_RECORD_BYTES } from './records.ts';

const header = 'line_user_id,user_id\n';
const chunkBytes = 1024 * 1024;

/** The stream of `Random` that shuffles; those below it belong to the records. */
const shuffleStream = 7;

/**
 * Which slot stands at each position of a block. Slots below `plantedCount` are planted ones and
 * stand anywhere; the plain ones keep their order.
 */
const shuffledSlots = (
  random: Random,
  block: number,
  blockRecords: number,
  plantedCount: number,
): Uint16Array => {
  const positions = Uint16Array.from({ length: blockRecords }, (_, index) => index);
  for (let slot = 0; slot < plantedCount; slot += 1) {
    const left = blockRecords - slot;
    const chosen = slot + (random(block * 64 + slot, shuffleStream) % left);
    const moved = positions[slot] ?? 0;
    positions[slot] = positions[chosen] ?? 0;
    positions[chosen] = moved;
  }
  const slots = new Uint16Array(blockRecords).fill(blockRecords);
  for (let slot = 0; slot < plantedCount; slot += 1) slots[positions[slot] ?? 0] = slot;
  let nextPlain = plantedCount;
  for (let position = 0; position < blockRecords; position += 1) {
    if (slots[position] !== blockRecords) continue;
    slots[position] = nextPlain;
    nextPlain += 1;
  }
  return slots;
};

/**
 * Yields the list in chunks of about 1 MiB. Copies, conflicts and shared user IDs repeat plain
 * records of other blocks, all over the list; no plain record is repeated twice.
 */
export function* sampleBlocks(rows: number, seed: number): Generator<Buffer, void, void> {
  const random = createRandom(seed);
  const writer = createRecordWriter(random);
  const wholeBlocks = Math.floor(rows / BLOCK_RECORDS);
  const blocks = Math.ceil(rows / BLOCK_RECORDS);

  /** The block whose records are repeated: each whole one is by exactly one other. */
  const referredBlock = (block: number, kind: Referring): number => {
    if (block >= wholeBlocks) return block;
    return kind === 'copy'
      ? (block + Math.floor(wholeBlocks / 2)) % wholeBlocks
      : wholeBlocks - 1 - block;
  };

  let target = createTarget(chunkBytes);
  let position = target.bytes.write(header, 'latin1');
  for (let block = 0; block < blocks; block += 1) {
    const first = block * BLOCK_RECORDS;
    const blockRecords = Math.min(BLOCK_RECORDS, rows - first);
    const planted = plantedIn(blockRecords);
    const referring = planted.filter(isReferring);
    const referredSlot = new Map<number, number>();
    planted.forEach((kind, slot) => {
      if (isReferring(kind)) referredSlot.set(slot, planted.length + referredSlot.size);
    });
    if (referring.length > blockRecords - planted.length) throw new Error('too few plain records');

    const slots = shuffledSlots(random, block, blockRecords, planted.length);
    for (const slot of slots) {
      if (position + MOST_RECORD_BYTES > chunkBytes) {
        yield target.bytes.subarray(0, position);
        target = createTarget(chunkBytes);
        position = 0;
      }
      const identity = first + slot;
      const kind: Planted | undefined = planted[slot];
      if (kind === undefined) position = writer.plain(target, position, identity);
      else if (isReferring(kind)) {
        const other = referredBlock(block, kind) * BLOCK_RECORDS + (referredSlot.get(slot) ?? 0);
        position = writer.repeating(target, position, identity, kind, other);
      } else position = writer.planted(target, position, identity, kind, block);
    }
  }
  yield target.bytes.subarray(0, position);
}
