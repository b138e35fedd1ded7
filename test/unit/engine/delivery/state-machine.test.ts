/** The life of a part: what can happen, what can't, and what follows for the whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryState } from '#contract/schemas/delivery.ts';
import {
  afterInterruption,
  isFinal,
  nextState,
  overallState,
  PART_EVENTS,
  type PartEvent,
  type PartState,
  TRANSITIONS,
} from '#engine/delivery/state-machine.ts';

const states = deliveryState.options;
const anyState = fc.constantFrom(...states);
const anyEvents = fc.array(fc.constantFrom(...PART_EVENTS), { maxLength: 40 });

/** Lets what can happen happen, in order; answers every state on the way. */
const live = (events: readonly PartEvent[]): PartState[] => {
  const path: PartState[] = ['waiting'];
  for (const event of events) {
    const next = nextState(path.at(-1) ?? 'waiting', event);
    if (next !== undefined) path.push(next);
  }
  return path;
};

describe('a part', () => {
  it('reaches every state, and every state but the final ones has a way out', () => {
    const reached = new Set<PartState>(['waiting']);
    for (const state of reached) {
      for (const next of Object.values(TRANSITIONS[state])) reached.add(next);
    }
    expect([[...reached].sort(), states.filter(isFinal).sort()]).toEqual([
      [...states].sort(),
      ['cancelled', 'failed', 'uploaded'],
    ]);
  });

  it('is never uploaded or unknown but by way of the point of no return', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const path = live(events);
        return path.every(
          (state, index) =>
            (state !== 'uploaded' && state !== 'unknown') ||
            ['finishing', 'unknown'].includes(path[index - 1] ?? ''),
        );
      }),
    );
  });

  it('can be cancelled wherever nothing of it can be seen, and nowhere else', () => {
    expect(states.filter((state) => nextState(state, 'cancel') === 'cancelled')).toEqual([
      'waiting',
      'sending',
      'paused',
      'offline',
    ]);
  });

  it('stands after the death of its process where another one can go on, and knows no less', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const state = live(events).at(-1) ?? 'waiting';
        const left = afterInterruption(state);
        if (isFinal(state)) return left === state;
        const isRestful = ['waiting', 'paused', 'unknown'].includes(left);
        const isCareful = state !== 'finishing' || left === 'unknown';
        return isRestful && isCareful && afterInterruption(left) === left;
      }),
    );
  });
});

describe('the whole', () => {
  it('is uploaded only when every part is', () => {
    fc.assert(
      fc.property(fc.array(anyState, { minLength: 1 }), (parts) => {
        const isUploaded = overallState(parts) === 'uploaded';
        return isUploaded === parts.every((state) => state === 'uploaded');
      }),
    );
  });

  it('is final only when every part is, and has a state that one of its parts has', () => {
    fc.assert(
      fc.property(fc.array(anyState, { minLength: 1 }), (parts) => {
        const whole = overallState(parts);
        const isKnown = parts.includes(whole) || whole === 'sending';
        return isKnown && isFinal(whole) === parts.every(isFinal);
      }),
    );
  });

  it.each([
    [['uploaded', 'sending', 'waiting'], 'sending'],
    [['finishing', 'waiting'], 'sending'],
    [['uploaded', 'finishing'], 'finishing'],
    [['unknown', 'paused'], 'unknown'],
    [['uploaded', 'paused', 'waiting'], 'paused'],
    [['uploaded', 'cancelled'], 'cancelled'],
    [['failed', 'cancelled'], 'failed'],
    [['uploaded', 'failed'], 'failed'],
  ] as const)('of %j is %s', (parts, whole) => {
    expect(overallState(parts)).toBe(whole);
  });
});
