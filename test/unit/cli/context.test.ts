/** The steps that most commands share. */
import { describe, expect, it } from 'vitest';
import { endWith } from '#cli/context.ts';
import { EXIT } from '#cli/exit-codes.ts';
import { fakeContext } from './fakes.ts';

describe('endWith', () => {
  it.each([
    ['a loss by itself', 'engine-died', new AbortController().signal, EXIT.file],
    ['a loss after an interruption', 'cancelled', AbortSignal.abort(), EXIT.interrupted],
  ] as const)('tells of an engine that is lost: %s', (_, told, signal, code) => {
    const context = fakeContext({}, { signal });
    const exitCode = endWith(context, { code: 'engine-died', details: {} });
    expect([exitCode, context.terminal.told.at(-1)?.trim()]).toEqual([code, `[${told}]`]);
  });
});
