/**
 * How much a page may ask: so many calls at once, so many a second, so much in one. Whatever a page
 * has turned into, it can't drown the engine.
 */

export type AdmissionRules = {
  readonly burst: number;
  readonly callsPerSecond: number;
  readonly atOnce: number;
  /** Weight of one message: a byte for each byte of text, eight for each other value. */
  readonly heaviest: number;
};

export const usualRules: AdmissionRules = {
  burst: 200,
  callsPerSecond: 100,
  atOnce: 64,
  heaviest: 1_000_000,
};

/** How heavy a received value is. Stops counting when it is heavier than `limit`. */
export const weigh = (value: unknown, limit: number): number => {
  const left: unknown[] = [value];
  let weight = 0;
  while (left.length > 0 && weight <= limit) {
    const next = left.pop();
    weight += 8;
    if (typeof next === 'string') weight += next.length;
    else if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) weight += next.byteLength;
    else if (next instanceof Map) left.push(...next.keys(), ...next.values());
    else if (typeof next === 'object' && next !== null) {
      if (next instanceof Set) left.push(...next);
      else for (const [key, part] of Object.entries(next)) left.push(key, part);
    }
  }
  return weight;
};

export type Admission = {
  /** Why a call is not let in; undefined where it is. What is let in must be let go. */
  readonly enter: (input: unknown) => 'too-often' | 'too-many' | 'too-large' | undefined;
  readonly leave: () => void;
};

/** `now` is in milliseconds and only ever grows. */
export const createAdmission = (rules: AdmissionRules, now: () => number): Admission => {
  let tokens = rules.burst;
  let filledAt = now();
  let inside = 0;
  return {
    enter: (input) => {
      const moment = now();
      tokens = Math.min(rules.burst, tokens + ((moment - filledAt) / 1000) * rules.callsPerSecond);
      filledAt = moment;
      if (tokens < 1) return 'too-often';
      tokens -= 1;
      if (inside >= rules.atOnce) return 'too-many';
      if (weigh(input, rules.heaviest) > rules.heaviest) return 'too-large';
      inside += 1;
      return undefined;
    },
    leave: () => {
      inside -= 1;
    },
  };
};
