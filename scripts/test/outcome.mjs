// What came of a stage: how many passed and failed, and what failed.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {Counts & { failures: readonly string[] }} Outcome `failures`: what, and why */

/**
 * What failed by Vitest's own report: a test, or a file before or after its tests.
 * @param {{ testResults: readonly {
 *   name: string,
 *   status: string,
 *   message?: string,
 *   assertionResults: readonly { status: string, fullName: string, failureMessages: readonly string[] }[],
 * }[] }} report
 * @returns {string[]}
 */
const failuresIn = ({ testResults }) =>
  testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const path = relative(process.cwd(), name);
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages: [why = ''] }) => failure(`${path}: ${fullName}`, why));
    return tests.length > 0 || status !== 'failed' ? tests : [failure(path, message)];
  });

/**
 * @param {string} what
 * @param {string} why of which the first line is told
 */
const failure = (what, why) => `${what}\n    ${why.split('\n', 1)[0]?.slice(0, 300)}`;

/**
 * What came of a suite. One that fails in any other way than by a test or a file, or that runs none,
 * has failed once.
 * @param {string} reportPath
 * @param {number} exitCode
 * @returns {Outcome}
 */
export const outcomeOf = (reportPath, exitCode) => {
  let report;
  try {
    report = JSON.parse(readFileSync(reportPath, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [`exit code ${exitCode}, no report`] };
  }
  const passed = report.numPassedTests;
  const failures = failuresIn(report);
  if (failures.length === 0 && (exitCode !== 0 || passed === 0)) {
    failures.push(`exit code ${exitCode}, ${passed} tests passed`);
  }
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed, failed: failures.length, skipped, failures };
};

/** @param {Counts} counts */
export const inWords = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
