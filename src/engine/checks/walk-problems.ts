/**
 * Goes through a checked list for the records in which there is something to tell: a finding, or a
 * fix. The module passes over all others; what it can't take is walked through record by record.
 */
import { type Checked, textOf } from './checked.ts';
import { toSearchPlan } from './scanner/pass-plan.ts';
import { createRecordPass, passListOf, type RecordPass } from './scanner/record-pass.ts';
import { textPieces } from './scanner/text-pieces.ts';
import { createRecordView, type WalkedRecord, walkRecords } from './walk.ts';

export type ProblemStep =
  | { readonly what: 'problem'; readonly walked: WalkedRecord }
  /** So much more of the text is gone through. */
  | { readonly what: 'piece'; readonly textBytes: number };

const stride = 4096;

const hasSomething = ({ findings, fixesApplied }: WalkedRecord): boolean =>
  findings.length > 0 || fixesApplied.length > 0;

function* byRecord(checked: Checked): Generator<ProblemStep> {
  let told = 0;
  for (const walked of walkRecords(checked)) {
    if (hasSomething(walked)) yield { what: 'problem', walked };
    if (walked.number % stride !== 0) continue;
    const { textOffset } = walked.record;
    yield { what: 'piece', textBytes: textOffset - told };
    told = textOffset;
  }
}

function* byPass(checked: Checked, pass: RecordPass): Generator<ProblemStep> {
  pass.module.searchOnly(0);
  const view = createRecordView(checked);
  for (const step of pass.steps(textPieces(textOf(checked)))) {
    if (step.what === 'piece') yield step;
    if (step.what !== 'odd') continue;
    const walked = view(step.number, step.record);
    if (hasSomething(walked)) yield { what: 'problem', walked };
    // The check stopped here, too.
    if (step.record.tooLongField !== null) return;
  }
}

/** Every record of the list that has a finding or a fix, in file order. Throws as `walkRecords` does. */
export const walkProblems = (checked: Checked): Generator<ProblemStep> => {
  const { delimiter } = checked.plan;
  const plan = toSearchPlan(checked);
  if (plan === null || delimiter === null) return byRecord(checked);
  return byPass(checked, createRecordPass(passListOf(checked, delimiter), plan, 0));
};
