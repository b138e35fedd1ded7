import { expect, test } from 'vitest';
import { checksumAlgorithms, checksumOf, startSum } from './checksums.ts';

/** The check values that the catalogues of these sums give for the digits 1 to 9. */
const published = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

test.each(checksumAlgorithms)('%s gives its published check value', (algorithm) => {
  const base64 = checksumOf(algorithm, Buffer.from('123456789'));
  expect(Buffer.from(base64, 'base64').toString('hex')).toBe(published[algorithm]);
});

test.each(checksumAlgorithms)('%s does not depend on how the content is cut', (algorithm) => {
  const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7919) % 256));
  const sum = startSum(algorithm);
  for (let offset = 0; offset < content.length; offset += 37)
    sum.update(content.subarray(offset, offset + 37));
  expect(sum.digest().toString('base64')).toBe(checksumOf(algorithm, content));
});
