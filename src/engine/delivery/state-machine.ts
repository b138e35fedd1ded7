/**
 * The life of a part of a delivery, as one table: which state follows from which event, and that
 * nothing else can happen. The state of a whole delivery is never stored; it follows from its parts.
 */
import type { DeliveryState } from '#contract/schemas/delivery.ts';

/** A part has the states that a delivery has. */
export type PartState = DeliveryState;

export const PART_EVENTS = [
  /** It is its turn. */
  'begin',
  /** The far end can't be reached, and can be again. */
  'lose-network',
  'find-network',
  /** It stops and keeps what has arrived. */
  'pause',
  /** A pause is over. */
  'resume',
  /** Its process ended, or was killed. */
  'interrupt',
  /** From the next request on it can be visible. */
  'commit',
  /** The far end has proved that it is there. */
  'arrive',
  /** The last answer is lost: it can be there or not. */
  'lose-answer',
  /** The far end has shown that it is not there, and it may be sent on. */
  'miss',
  /** It will not be there: refused for good, or not worth sending any more. */
  'fail',
  /** A person does not want it any more, and nothing of it is visible. */
  'cancel',
] as const;
export type PartEvent = (typeof PART_EVENTS)[number];

type Row = Readonly<Partial<Record<PartEvent, PartState>>>;

/** What can happen in each state. An empty row is final. */
export const TRANSITIONS: Readonly<Record<PartState, Row>> = {
  waiting: {
    begin: 'sending',
    'lose-network': 'offline',
    pause: 'paused',
    fail: 'failed',
    cancel: 'cancelled',
  },
  sending: {
    'lose-network': 'offline',
    pause: 'paused',
    interrupt: 'waiting',
    commit: 'finishing',
    fail: 'failed',
    cancel: 'cancelled',
  },
  offline: {
    begin: 'sending',
    'find-network': 'sending',
    pause: 'paused',
    interrupt: 'waiting',
    fail: 'failed',
    cancel: 'cancelled',
  },
  paused: { resume: 'waiting', pause: 'paused', fail: 'failed', cancel: 'cancelled' },
  // The point of no return: from here on only an answer of the far end decides.
  finishing: {
    arrive: 'uploaded',
    'lose-answer': 'unknown',
    interrupt: 'unknown',
    miss: 'sending',
    fail: 'failed',
  },
  // `begin` looks again, on the condition that nothing is there.
  unknown: { begin: 'finishing', arrive: 'uploaded', miss: 'sending', fail: 'failed' },
  uploaded: {},
  failed: {},
  cancelled: {},
};

export const isPartState = (state: string): state is PartState => Object.hasOwn(TRANSITIONS, state);

/** The state that follows, or undefined where the event can't happen in this one. */
export const nextState = (state: PartState, event: PartEvent): PartState | undefined =>
  TRANSITIONS[state][event];

export const isFinal = (state: PartState): boolean => Object.keys(TRANSITIONS[state]).length === 0;

/** Whether somebody has to be at it for the state to be true. */
export const isActive = (state: PartState): boolean =>
  state === 'sending' || state === 'offline' || state === 'finishing';

/**
 * What stands for the whole as soon as one part has it, the most telling first. A delivery that was
 * stopped or failed with some of its parts is never called uploaded.
 */
const telling: readonly PartState[] = [
  'finishing',
  'sending',
  'offline',
  'unknown',
  'paused',
  'waiting',
  'failed',
  'cancelled',
];

/** How a delivery stands. It has at least one part. */
export const overallState = (states: readonly PartState[]): DeliveryState => {
  const found = telling.find((state) => states.includes(state)) ?? 'uploaded';
  // While parts are sent others are finished: that is no point of no return for the whole.
  if (
    found === 'finishing' &&
    states.some((state) => ['sending', 'waiting', 'offline'].includes(state))
  )
    return 'sending';
  return found;
};

/** What a process that died has left, as it is told and as it is taken up again. */
export const afterInterruption = (state: PartState): PartState =>
  nextState(state, 'interrupt') ?? state;
