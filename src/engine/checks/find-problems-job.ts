/**
 * The job that notes which records of a checked list have which findings. What the module can judge
 * by itself it only notes; the other records are judged by the code that defines the rules.
 */
import { type Result, fail, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import type { Job } from '../jobs/job.ts';
import { type Checked, textOf } from './checked.ts';
import { MARK, type Mark, PAGE_RECORDS } from './marks.ts';
import type { CheckPlan } from './plan.ts';
import { addProblem, completeTo, type ProblemTable } from './problem-table.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { KINDS } from './scanner/kinds.ts';
import { judgesAlone, toSearchPlan } from './scanner/pass-plan.ts';
import { createRecordPass } from './scanner/record-pass.ts';
import { textPieces } from './scanner/text-pieces.ts';
import { createRecordView } from './walk.ts';
import { walkProblems } from './walk-problems.ts';

export type FindProblemsInput = { readonly checked: Checked; readonly table: ProblemTable };

/** The record up to which the table is complete. */
export type FindProblemsProgress = { readonly reached: number };

const NOTES_BYTES = 1_048_576;
const NOTE_WORDS = 2;

/** The rules that marks stand for. */
const markRules = ({ type }: CheckPlan): readonly (readonly [Mark, RuleId])[] => [
  [MARK.copy, 'duplicate-row'],
  [MARK.lineConflict, 'duplicate-line-user-id'],
  [MARK.userConflict, 'duplicate-user-id'],
  [MARK.alreadyDelivered, 'already-delivered'],
  [MARK.relinksUser, 'relinks-user'],
  [MARK.blocked, type === 'followed' ? 'blocked-in-cache' : 'blocked-unknown'],
];

const addMarked = (table: ProblemTable, { marks, plan }: Checked): void => {
  const rules = markRules(plan);
  for (const [pageNumber, page] of marks.entries()) {
    page?.forEach((bits, at) => {
      if (bits === 0) return;
      for (const [mark, rule] of rules) {
        if ((bits & mark) !== 0) addProblem(table, rule, pageNumber * PAGE_RECORDS + at + 1);
      }
    });
  }
};

const addNotes = (table: ProblemTable, notes: Uint32Array): void => {
  for (let at = 0; at < notes.length; at += NOTE_WORDS) {
    const number = notes[at] ?? 0;
    for (let rest = notes[at + 1] ?? 0; rest !== 0; rest &= rest - 1) {
      const kind = KINDS[31 - Math.clz32(rest & -rest)];
      if (kind !== undefined) addProblem(table, kind.rule, number);
    }
  }
};

type GoOn = (reached: number) => boolean;

/** Every record by the defining code. Answers whether it got to the end. */
const findByCode = ({ checked, table }: FindProblemsInput, goOn: GoOn): boolean => {
  let last = 0;
  for (const step of walkProblems(checked)) {
    if (step.what === 'piece') {
      if (!goOn(last)) return false;
      continue;
    }
    last = step.walked.number;
    for (const { rule } of step.walked.findings) addProblem(table, rule, last);
  }
  return goOn(table.records);
};

/** Where the module judges alone: notes, and in between what it leaves to the defining code. */
const findByModule = (
  { checked, table }: FindProblemsInput,
  pass: ReturnType<typeof createRecordPass>,
  goOn: GoOn,
): boolean => {
  const { module, memory, ownAt } = pass;
  addMarked(table, checked);
  const view = createRecordView({ ...checked, marks: [] });
  module.searchOnly(1);
  module.beginOut(ownAt, NOTES_BYTES);
  const takeNotes = () => {
    addNotes(table, new Uint32Array(memory.buffer, ownAt, module.outBytes() / 4));
    module.beginOut(ownAt, NOTES_BYTES);
  };
  for (const step of pass.steps(textPieces(textOf(checked)))) {
    if (step.what === 'odd') {
      for (const { rule } of view(step.number, step.record).findings) {
        addProblem(table, rule, step.number);
      }
      if (step.record.tooLongField !== null) break;
      continue;
    }
    takeNotes();
    if (!goOn(module.passed.value)) return false;
  }
  takeNotes();
  return goOn(table.records);
};

export const findProblemsJob: Job<
  FindProblemsInput,
  Record<never, never>,
  ReadCode | 'cancelled',
  FindProblemsProgress
> = (input, { cancelled, progress }): Result<Record<never, never>, ReadCode | 'cancelled'> => {
  const { checked, table } = input;
  const goOn = (reached: number): boolean => {
    completeTo(table, reached);
    progress({ reached });
    return !cancelled();
  };
  try {
    const { delimiter, headerRecord } = checked.plan;
    const plan = judgesAlone(checked) ? toSearchPlan(checked) : null;
    if (plan === null || delimiter === null) {
      return findByCode(input, goOn) ? succeed({}) : fail('cancelled');
    }
    const list = { delimiter, headerRecord, marks: [] };
    const pass = createRecordPass(list, plan, NOTES_BYTES);
    return findByModule(input, pass, goOn) ? succeed({}) : fail('cancelled');
  } catch (error) {
    return readFailure(error, checked.file.name);
  }
};
