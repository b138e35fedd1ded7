// `npm test`: every check and every suite, added up in the last line. The checks, of which most keep one
// core busy, run two at a time; the suites one after another, each with all cores.
//
//   node scripts/test.mjs              all of it
//   node scripts/test.mjs unit types   only these stages
//
// What passes takes a line; what fails is shown in full, and named once more at the end: of a long
// output often only the last part is kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { inWords, outcomeOf } from './test/outcome.mjs';
import { isSkipped, stages } from './test/stages.mjs';
import { runIn } from './test/surroundings.mjs';

/**
 * @param {import('./test/stages.mjs').Stage} stage
 * @param {string} reportPath
 * @returns {Promise<import('./test/outcome.mjs').Outcome & { output: string }>}
 */
const runStage = async (stage, reportPath) => {
  if (stage.kind === 'check') {
    const { exitCode, output } = await runIn(stage.command, stage);
    const failures = exitCode === 0 ? [] : [`exit code ${exitCode}`];
    const failed = failures.length;
    return { passed: 1 - failed, failed, skipped: 0, failures, output };
  }
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${reportPath}`];
  const { exitCode, output } = await runIn([...stage.command, ...reporters], stage);
  return { ...outcomeOf(reportPath, exitCode), output };
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`no such stage: ${unknown.join(', ')}`);
  console.error(`there are: ${stages.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}

const reportsDir = mkdtempSync(join(tmpdir(), 'dropline-reports-'));
/** @type {import('./test/outcome.mjs').Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failed = [];

/**
 * Runs a stage, shows what came of it, and adds it up.
 * @param {import('./test/stages.mjs').Stage} stage
 */
const showStage = async (stage) => {
  if (isSkipped(stage)) {
    total.skipped += 1;
    console.log(`- ${stage.name}: skipped, Linux only`);
    return;
  }
  const startedAt = performance.now();
  const { output, failures, ...counts } = await runStage(
    stage,
    join(reportsDir, `${stage.name}.json`),
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  if (counts.failed > 0) console.log(`\n${output}`);
  failed.push(...failures.map((failure) => `✗ ${stage.name}: ${failure}`));
  const mark = counts.failed > 0 ? '✗' : '✓';
  const result = stage.kind === 'suite' ? `: ${inWords(counts)}` : '';
  console.log(`${mark} ${stage.name}${result} (${seconds} s)`);
};

const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const checks = chosen.filter(({ kind }) => kind === 'check');
const work = async () => {
  for (let next = checks.shift(); next !== undefined; next = checks.shift()) await showStage(next);
};
await Promise.all([work(), work()]);
for (const stage of chosen.filter(({ kind }) => kind === 'suite')) await showStage(stage);
rmSync(reportsDir, { recursive: true, force: true });
if (failed.length > 0) console.log(`\n${failed.join('\n')}`);
console.log(`\n${inWords(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
