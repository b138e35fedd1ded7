/** A manifest with every field, for tests that alter one of them. */
import type { Manifest } from '#contract/schemas/batch.ts';

export const exampleManifest = (): Manifest => ({
  schema: 'dropline.batch/1',
  id: 'batch-20261122-0123456789abcdef',
  createdAt: '2026-11-22T00:05:00.000Z',
  destination: 'repro-line',
  type: 'followed',
  format: 'ids-and-users',
  address: { appId: 'app-1', channelId: '1234567890', environment: 'practice' },
  source: { name: 'users.csv', bytes: 120, sha256: 'a'.repeat(64) },
  check: {
    records: { total: 3, deliverable: 2, rejected: 1, leftOut: 0 },
    findings: [{ rule: 'line-user-id-length', severity: 'error', count: 1 }],
  },
  fixes: [{ rule: 'line-user-id-spaces', rows: 1 }],
  parts: [{ file: 'users.csv', records: 2, bytes: 93, sha256: 'b'.repeat(64) }],
});
