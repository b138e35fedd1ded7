/**
 * Every job by name. A new one is a file of its own and a line here; workers alone load it, and each
 * its own only: most of a worker's start is loading.
 */
export const jobs = {
  check: async () => (await import('../checks/check-job.ts')).checkJob,
  preview: async () => (await import('../checks/preview-job.ts')).previewJob,
  'find-problems': async () => (await import('../checks/find-problems-job.ts')).findProblemsJob,
  'fix-effects': async () => (await import('../checks/fix-effects-job.ts')).fixEffectsJob,
  'export-findings': async () =>
    (await import('../checks/export-findings-job.ts')).exportFindingsJob,
  build: async () => (await import('../batches/build-job.ts')).buildJob,
  'verify-batch': async () => (await import('../batches/verify-job.ts')).verifyJob,
  'read-report': async () => (await import('../reports/read-job.ts')).readReportJob,
  'sort-links': async () => (await import('../cache/sort-links-job.ts')).sortLinksJob,
  'pack-links': async () => (await import('../cache/pack-links-job.ts')).packLinksJob,
  'tally-links': async () => (await import('../cache/tally-links-job.ts')).tallyLinksJob,
  'match-report': async () => (await import('../reports/match-job.ts')).matchReportJob,
  'export-report-rows': async () => (await import('../reports/export-rows-job.ts')).exportRowsJob,
} as const;

export type Jobs = { [Name in keyof typeof jobs]: Awaited<ReturnType<(typeof jobs)[Name]>> };
export type JobName = keyof Jobs;
