/** How fast bytes go, over the last seconds. */

const windowMs = 5_000;
const shortestMs = 500;

/** Takes the bytes done so far; answers bytes a second, or null while there is too little to go by. */
export const createSpeed = (now: () => number): ((doneBytes: number) => number | null) => {
  let samples: { readonly atMs: number; readonly doneBytes: number }[] = [];
  return (doneBytes) => {
    const atMs = now();
    samples = samples.filter((sample) => atMs - sample.atMs <= windowMs);
    const first = samples[0];
    const last = samples.at(-1);
    if (last === undefined || atMs - last.atMs >= 100) samples.push({ atMs, doneBytes });
    if (first === undefined || atMs - first.atMs < shortestMs) return null;
    // Bytes that are sent again are no negative speed.
    return Math.max(0, ((doneBytes - first.doneBytes) / (atMs - first.atMs)) * 1000);
  };
};
