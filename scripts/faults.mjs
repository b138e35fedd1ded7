// `npm run test:faults`: faults by chance, for as long as is wanted. Every run of a handful of cases
// prints its seed; the same seed gives the same cases again.
//
//   node scripts/faults.mjs --minutes 30          from a seed of the clock
//   node scripts/faults.mjs --seed 42 --minutes 0 one run, the one with this seed
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
  },
});
const untilMs = performance.now() + Number(values.minutes) * 60_000;
const vitest = join(projectDir, 'node_modules/vitest/vitest.mjs');

let seed = Number(values.seed);
let runs = 0;
let failed = 0;
do {
  console.log(`\nseed ${seed}: npm run test:faults -- --seed ${seed} --minutes 0`);
  const { status } = spawnSync(projectNode, [vitest, 'run', '--project', 'faults-long'], {
    cwd: projectDir,
    stdio: 'inherit',
    env: {
      ...process.env,
      DROPLINE_FAULT_SEED: String(seed),
      DROPLINE_FAULT_ROUNDS: String(roundsPerRun),
    },
  });
  runs += 1;
  if (status !== 0) failed += 1;
  seed += roundsPerRun;
} while (performance.now() < untilMs);

console.log(
  `\n${runs * roundsPerRun} cases from seed ${values.seed} on; ${failed} of ${runs} runs failed`,
);
process.exitCode = failed > 0 ? 1 : 0;
