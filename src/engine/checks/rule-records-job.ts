/** The job that finds every record of a checked list that has a finding of one rule. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import type { Job } from '../jobs/job.ts';
import type { Checked } from './checked.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { walkRecords } from './walk.ts';

export type RuleRecordsInput = { readonly checked: Checked; readonly rule: RuleId };

/** The numbers of the records, ascending, in memory that passes between threads without a copy. */
export type RuleRecords = { readonly numbers: Uint32Array<SharedArrayBuffer> };

const stride = 4096;

/** Grows as numbers come; never holds more than twice what it needs. */
const createNumbers = () => {
  let numbers = new Uint32Array(1024);
  let count = 0;
  return {
    push: (number: number) => {
      if (count === numbers.length) {
        const longer = new Uint32Array(numbers.length * 2);
        longer.set(numbers);
        numbers = longer;
      }
      numbers[count] = number;
      count += 1;
    },
    shared: (): Uint32Array<SharedArrayBuffer> => {
      const shared = new Uint32Array(new SharedArrayBuffer(count * Uint32Array.BYTES_PER_ELEMENT));
      shared.set(numbers.subarray(0, count));
      return shared;
    },
  };
};

export const ruleRecordsJob: Job<RuleRecordsInput, RuleRecords, ReadCode | 'cancelled'> = (
  { checked, rule },
  { cancelled },
): Result<RuleRecords, ReadCode | 'cancelled'> => {
  const numbers = createNumbers();
  try {
    for (const { number, findings } of walkRecords(checked)) {
      if (number % stride === 0 && cancelled()) return fail('cancelled');
      if (findings.some((finding) => finding.rule === rule)) numbers.push(number);
    }
  } catch (error) {
    return readFailure(error, checked.file.name);
  }
  return succeed({ numbers: numbers.shared() });
};
