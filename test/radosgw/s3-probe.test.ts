// Holds our own S3 server to a real one: the same probes, put to radosgw, are answered the same, but
// for the differences that are written down with their reasons.
import { expect, inject, test } from 'vitest';
import { probe } from '../s3-server/probe.ts';
import { radosgwDifferences, s3Answers } from '../s3-server/probe-answers.ts';

test.each(['endpoint', 'tlsEndpoint'] as const)(
  'radosgw answers as written down (%s)',
  async (name) => {
    const places = inject('radosgw');
    const outcomes = await probe({ ...places, endpoint: places[name] });
    expect(outcomes).toEqual({ ...s3Answers, ...radosgwDifferences });
  },
);

test('every difference is one', () => {
  const same = Object.keys(radosgwDifferences).filter(
    (name) => s3Answers[name] === undefined || s3Answers[name] === radosgwDifferences[name],
  );
  expect(same).toEqual([]);
});
