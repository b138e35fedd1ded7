// `npm run test:faults`: what takes too long for `npm test`. First each of the long tests once (a list of
// 500 MB killed on its way, a refusal of the system at every call), then faults by chance, for as long as
// is wanted. Every run of a handful of cases prints its seed; the same seed gives the same cases again.
//
//   node scripts/faults.mjs --minutes 30                        from a seed of the clock
//   node scripts/faults.mjs --only chance --seed 42 --minutes 0 one run, the one with this seed
//   node scripts/faults.mjs --only large-delivery               one of the long tests
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { projectDir, projectNode } from './setup/run.mjs';

const roundsPerRun = 8;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string' },
  },
});
const chance = 'chance';
const longTests = ['large-delivery', 'refused-calls'];
const vitest = join(projectDir, 'node_modules/vitest/vitest.mjs');

/**
 * Runs one of the files. Answers whether it passed.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
const passes = (name, env = {}) => {
  const file = `test/faults-long/${name}.test.ts`;
  const { status } = spawnSync(projectNode, [vitest, 'run', '--project', 'faults-long', file], {
    ...{ cwd: projectDir, stdio: 'inherit' },
    env: { ...process.env, ...env },
  });
  return status === 0;
};

const runByChance = () => {
  const untilMs = performance.now() + Number(values.minutes) * 60_000;
  let seed = Number(values.seed);
  let runs = 0;
  let failed = 0;
  do {
    const again = `--only ${chance} --seed ${seed} --minutes 0`;
    console.log(`\nseed ${seed}: npm run test:faults -- ${again}`);
    const env = {
      DROPLINE_FAULT_SEED: String(seed),
      DROPLINE_FAULT_ROUNDS: String(roundsPerRun),
    };
    if (!passes(chance, env)) failed += 1;
    runs += 1;
    seed += roundsPerRun;
  } while (performance.now() < untilMs);
  const cases = runs * roundsPerRun;
  console.log(`\n${cases} cases from seed ${values.seed} on; ${failed} of ${runs} runs failed`);
  return failed === 0;
};

const { only } = values;
const wanted = only === undefined ? [...longTests, chance] : [only];
const failed = wanted.filter((name) => !(name === chance ? runByChance() : passes(name)));
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
