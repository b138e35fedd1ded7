import { describe, expect, test } from 'vitest';
import { listArguments, whyNotStart } from '#main/start-rules.ts';

const start = (change: Partial<Parameters<typeof whyNotStart>[0]>) =>
  whyNotStart({
    ...{ argv: ['dropline'], environment: {}, packaged: true, platform: 'linux' },
    ...change,
  });

describe('a release', () => {
  test.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect=0.0.0.0:9229',
    '--inspect-brk',
    '--inspect_brk=1',
    '-remote-debugging-port=9222',
    '--Remote-Debugging-PORT=9222',
    ' --remote-debugging-port=9222',
    '-inspect',
  ])('does not start with %s', (argument) => {
    expect(start({ argv: ['dropline', argument] })).toContain('remote control');
  });

  test.each(['/remote-debugging-port=9222', '/Inspect', '-INSPECT-BRK'])(
    'does not start on Windows with %s',
    (argument) => {
      const argv = ['Dropline.exe', argument];
      expect(start({ argv, platform: 'win32' })).toContain('remote control');
    },
  );

  test('does not start where TLS is switched off', () => {
    expect(start({ environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })).toContain('TLS');
  });

  test('starts with lists', () => {
    expect(start({ argv: ['dropline', 'remote-debugging-port.csv', '--lang=ja'] })).toBeUndefined();
    expect(start({ argv: ['dropline', '/inspect-us/users.csv', '-'] })).toBeUndefined();
  });
});

test('a checkout may be debugged, but not without TLS', () => {
  const packaged = false;
  expect(start({ packaged, argv: ['electron', '.', '--inspect'] })).toBeUndefined();
  expect(start({ packaged, environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })).toBeDefined();
});

test('lists are the arguments that are no switches', () => {
  expect(listArguments(['dropline', '--x', 'a.csv', 'b.csv'], false)).toEqual(['a.csv', 'b.csv']);
  expect(listArguments(['electron', '.', 'a.csv'], true)).toEqual(['a.csv']);
});
