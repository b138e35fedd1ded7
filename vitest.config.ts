/**
 * The suites, each a project of its own, so that `vitest run --project unit` runs one of them.
 * `scripts/test.mjs` gives each the surroundings that it needs: a display, a keychain, a built app.
 */
import { defineConfig } from 'vitest/config';

const suite = (name: string, folders: readonly string[], timeoutMs: number) => ({
  extends: true as const,
  test: {
    name,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
  },
});

const slow = 60_000;
const verySlow = 180_000;

const radosgw = suite('radosgw', ['radosgw'], verySlow);
/** Both need the build with fault points. */
const withFaultBuild = (name: string) => {
  const faults = suite(name, [name], verySlow);
  return { ...faults, test: { ...faults.test, globalSetup: 'test/faults/global-setup.ts' } };
};

export default defineConfig({
  test: {
    environment: 'node',
    // Every test leaves the environment and the timers as it found them.
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    maxWorkers: '100%',
    // A busy computer takes its time until what is waited for is so.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      suite('unit', ['unit', 'house'], 20_000),
      suite('integration', ['integration', 's3-server', 'cli'], slow),
      {
        ...radosgw,
        test: { ...radosgw.test, globalSetup: 'test/radosgw/global-setup.ts' },
      },
      withFaultBuild('faults'),
      withFaultBuild('faults-long'),
      suite('keychain', ['keychain'], slow),
      suite('electron', ['electron', 'security'], verySlow),
    ],
  },
});
