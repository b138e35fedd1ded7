// The script of faults: which requests go wrong, and how. A script is plain data, so that it can be
// given at the start, by a test in the same process, or over HTTP by another one.
import { type Operation, operations, type Route } from './route.ts';

/** Which requests a rule is about; what is absent matches everything. */
export type FaultMatch = { operation?: Operation; key?: string; partNumber?: number };

export type FaultAction =
  /** Answers with this status and S3 error code; nothing is stored. */
  | { kind: 'status'; status: number; code: string; message?: string; retryAfterSeconds?: number }
  /** Resets the connection when the head of the request has come. */
  | { kind: 'resetBefore' }
  /** Resets the connection when this many bytes of the body have come. */
  | { kind: 'resetInBody'; afterBytes: number }
  /** Does what was asked, then resets the connection in place of an answer. */
  | { kind: 'resetAfter' }
  /**
   * Falls silent, for a time or for good (when `forMs` is absent): at the head, before the body is
   * read, or at the answer, when everything is done. As with a real server that hangs, a request may
   * be carried out after its client has given up.
   */
  | { kind: 'stall'; at?: 'head' | 'answer'; forMs?: number }
  /** Status 200, and in the body an error; nothing is stored. */
  | { kind: 'errorIn200'; code: string; message?: string }
  /** Reads the body and writes the answer no faster than this. */
  | { kind: 'drip'; bytesPerSecond: number }
  /** Does what was asked, and tells another ETag than the true one. */
  | { kind: 'wrongEtag' }
  /**
   * Changes one bit of what is stored, after all checks. The ETag tells it, unless `silent`: then it
   * is the ETag of what was sent.
   */
  | { kind: 'flipByte'; offset?: number; silent?: boolean }
  /** The login page of a captive portal: status 200, text/html; nothing is stored. */
  | { kind: 'html'; page?: string }
  /** Sends the client elsewhere; nothing is stored. */
  | { kind: 'redirect'; location: string; status?: number }
  /** Does what was asked, and sets these headers of the answer (null: takes them away). */
  | { kind: 'headers'; set: Record<string, string | null> };

export type FaultRule = {
  match?: FaultMatch;
  /** The first request to go wrong among those that match: 1, the next one, when absent. */
  nth?: number;
  /** How many go wrong from there on: 1 when absent. */
  times?: number | 'always';
  action: FaultAction;
};

export type FaultScript = {
  /** Appends rules. A request plays the first rule that is due, and only that one. */
  add(...rules: FaultRule[]): void;
  /** Forgets all rules. */
  clear(): void;
  /** The rules that have not yet been played to their end. */
  pending(): FaultRule[];
  /** The fault for this request, if one is due. Counts the request. */
  next(route: Route): FaultAction | undefined;
};

/**
 * Starts a script. A rule counts only the requests that no earlier rule has taken, so rules with the
 * same match are played one after the other.
 */
export function createScript(rules: readonly FaultRule[] = []): FaultScript {
  let entries: { rule: FaultRule; seen: number }[] = [];
  const lastOf = (rule: FaultRule): number =>
    rule.times === 'always' ? Number.POSITIVE_INFINITY : (rule.nth ?? 1) + (rule.times ?? 1) - 1;
  const script: FaultScript = {
    add: (...added) => {
      for (const rule of added) entries.push({ rule, seen: 0 });
    },
    clear: () => {
      entries = [];
    },
    pending: () => entries.filter(({ rule, seen }) => seen < lastOf(rule)).map(({ rule }) => rule),
    next: (route) => {
      for (const entry of entries) {
        const { rule } = entry;
        if (!matches(rule.match ?? {}, route)) continue;
        entry.seen += 1;
        if (entry.seen >= (rule.nth ?? 1) && entry.seen <= lastOf(rule)) return rule.action;
      }
      return undefined;
    },
  };
  script.add(...rules);
  return script;
}

const matches = (match: FaultMatch, route: Route): boolean =>
  (match.operation === undefined || match.operation === route.operation) &&
  (match.key === undefined || match.key === route.key) &&
  (match.partNumber === undefined || match.partNumber === route.partNumber);

/** The fields of each action, by kind, and what they must be: `?` marks those that may be absent. */
const actionFields: Record<FaultAction['kind'], Record<string, string>> = {
  status: { status: 'number', code: 'string', message: 'string?', retryAfterSeconds: 'number?' },
  resetBefore: {},
  resetInBody: { afterBytes: 'number' },
  resetAfter: {},
  stall: { at: 'string?', forMs: 'number?' },
  errorIn200: { code: 'string', message: 'string?' },
  drip: { bytesPerSecond: 'number' },
  wrongEtag: {},
  flipByte: { offset: 'number?', silent: 'boolean?' },
  html: { page: 'string?' },
  redirect: { location: 'string', status: 'number?' },
  headers: { set: 'object' },
};

/** Reads rules that came as JSON; throws an Error that says what is wrong with them. */
export function parseRules(json: string): FaultRule[] {
  const value: unknown = JSON.parse(json);
  const rules = Array.isArray(value) ? value : [value];
  for (const rule of rules) {
    checkFields(rule, 'rule', {
      match: 'object?',
      nth: 'number?',
      times: 'any?',
      action: 'object',
    });
    const { match, times, action } = rule as Record<string, unknown>;
    if (match !== undefined)
      checkFields(match, 'match', { operation: 'string?', key: 'string?', partNumber: 'number?' });
    const operation = (match as FaultMatch | undefined)?.operation;
    if (operation !== undefined && !operations.includes(operation))
      throw new Error(`no operation is called ${operation}`);
    if (times !== undefined && times !== 'always' && typeof times !== 'number')
      throw new Error('times is neither a number nor "always"');
    const kind = (action as { kind?: unknown } | null)?.kind;
    if (typeof kind !== 'string' || !(kind in actionFields))
      throw new Error(`no action is of the kind ${kind}`);
    const fields = actionFields[kind as FaultAction['kind']];
    checkFields(action, `action ${kind}`, { kind: 'string', ...fields });
  }
  return rules as FaultRule[];
}

function checkFields(value: unknown, what: string, fields: Record<string, string>): void {
  if (typeof value !== 'object' || value === null) throw new Error(`a ${what} is not an object`);
  const given = value as Record<string, unknown>;
  for (const name of Object.keys(given))
    if (!(name in fields)) throw new Error(`a ${what} has no field ${name}`);
  for (const [name, type] of Object.entries(fields)) {
    if (given[name] === undefined && type.endsWith('?')) continue;
    const wanted = type.replace('?', '');
    if (wanted !== 'any' && typeof given[name] !== wanted)
      throw new Error(`${name} of a ${what} is not a ${wanted}`);
  }
}
