import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { commandLineOf } from './place.ts';

const linesWithFaults = (build: 'release' | 'points'): number => {
  const engine = join(dirname(commandLineOf(build)), '../engine');
  const sources = readdirSync(engine).filter((name) => name.endsWith('.js'));
  const text = sources.map((name) => readFileSync(join(engine, name), 'utf8')).join('\n');
  return text.split('\n').filter((line) => /env\.FAULT|FAULT_POINTS/.test(line)).length;
};

it('a release can not be told to kill itself; the build for these tests can', () => {
  expect([linesWithFaults('release'), linesWithFaults('points') > 0]).toEqual([0, true]);
});
