/** Every job by name. A new one is a file of its own and a line here; workers alone load this. */
import { buildJob } from '../batches/build-job.ts';
import { verifyJob } from '../batches/verify-job.ts';
import { packLinksJob } from '../cache/pack-links-job.ts';
import { sortLinksJob } from '../cache/sort-links-job.ts';
import { tallyLinksJob } from '../cache/tally-links-job.ts';
import { checkJob } from '../checks/check-job.ts';
import { exportFindingsJob } from '../checks/export-findings-job.ts';
import { findProblemsJob } from '../checks/find-problems-job.ts';
import { fixEffectsJob } from '../checks/fix-effects-job.ts';
import { previewJob } from '../checks/preview-job.ts';
import { exportRowsJob } from '../reports/export-rows-job.ts';
import { matchReportJob } from '../reports/match-job.ts';
import { readReportJob } from '../reports/read-job.ts';

export const jobs = {
  check: checkJob,
  preview: previewJob,
  'find-problems': findProblemsJob,
  'fix-effects': fixEffectsJob,
  'export-findings': exportFindingsJob,
  build: buildJob,
  'verify-batch': verifyJob,
  'read-report': readReportJob,
  'sort-links': sortLinksJob,
  'pack-links': packLinksJob,
  'tally-links': tallyLinksJob,
  'match-report': matchReportJob,
  'export-report-rows': exportRowsJob,
} as const;

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;
