// Deliveries to a real S3 server, Ceph's radosgw: the same suite as at our own.
import { describe, inject } from 'vitest';
import { defineS3Suite } from '../integration/delivery/s3-suite.ts';

describe('radosgw', () => {
  defineS3Suite(() => inject('radosgw'));
});
