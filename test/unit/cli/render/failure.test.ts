/** A failure names the file that it is about, once. */
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { renderFailure } from '#cli/render/failure.ts';
import { fail } from '#contract/result.ts';
import { createWords } from '#contract/words/words.ts';

it.each([
  [fail('file-missing', { name: 'a.csv' }), 'a.csv', '✖ There is no file a.csv.'],
  [fail('store-locked'), 'a.csv', '✖ a.csv: Dropline’s database is in use.'],
  [fail('store-locked'), undefined, '✖ Dropline’s database is in use.'],
])('%#', ({ error }, about, first) => {
  const lines = renderFailure(error, createWords('en'), pc.createColors(false), about);
  expect(lines[0]).toBe(first);
});

it.each([
  [fail('delivery-paused'), /cancel/],
  [fail('import-unconfirmed'), /mark/],
  [fail('credentials-missing'), /under Channels/],
  [fail('net-ca-unknown', { name: 'ca.pem', reason: 'ENOENT' }), /where it was/],
])('%# offers no step that no command does', ({ error }, step) => {
  expect(createWords('en').failure(error).whatToDo).toMatch(step);
  const lines = renderFailure(error, createWords('en', 'terminal'), pc.createColors(false));
  expect(lines[2]?.trim()).not.toBe('');
  expect(lines[2]).not.toMatch(step);
});

it('keeps the step for a reason that has its own', () => {
  const { error } = fail('net-ca-unknown', { name: 'ca.pem', reason: 'EACCES' });
  const lines = renderFailure(error, createWords('en', 'terminal'), pc.createColors(false));
  expect(lines[2]).toContain('Ask its owner for permission');
});

it('shows the number of a process as it is looked up', () => {
  const { error } = fail('delivery-busy', { who: 'me', pid: 17781, sinceAt: '' });
  expect(renderFailure(error, createWords('en', 'terminal'), pc.createColors(false))[1]).toContain(
    '17781',
  );
});
