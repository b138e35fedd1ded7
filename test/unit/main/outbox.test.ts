import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { manifestBytes } from '#engine/batches/manifest.ts';
import { createOutbox } from '#main/outbox.ts';
import { exampleManifest } from '../engine/batches/example-manifest.ts';

test('a batch that was complete when its process was killed, and has no name, is none', async () => {
  const batchesDir = mkdtempSync(join(tmpdir(), 'dropline-outbox-'));
  onTestFinished(() => rmSync(batchesDir, { recursive: true, force: true }));
  for (const name of ['20261122T090500Z-1f2e3d4c', '.dropline-building-aaaa-bbbb-1~2~3~4~5']) {
    mkdirSync(join(batchesDir, name));
    writeFileSync(join(batchesDir, name, 'manifest.json'), manifestBytes(exampleManifest()));
  }
  const outbox = createOutbox({
    batchesDir,
    // Nobody asks it for a list.
    engine: {} as Client<EngineContract>,
    practice: () => ({ path: '', isBuiltIn: true }),
    chooseFolder: async () => undefined,
    onSaved: () => undefined,
  });
  const never = { signal: new AbortController().signal, progress: () => undefined };
  expect(await outbox.list({}, never)).toMatchObject({
    ok: true,
    value: { batches: [{ batchId: exampleManifest().id }] },
  });
});
