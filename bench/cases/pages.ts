/** Rows of a large list from anywhere: pages, the next problem, and only the rows with one problem. */
import type { Client } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { checkOptions } from '#contract/schemas/check.ts';
import type { Case, Figure } from '../case.ts';
import { answered, startEngine } from '../engine.ts';

const PAGE_ROWS = 100;
const QUESTIONS = 200;

/** The value that 95 of a hundred do not pass. */
const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

/** Places all over a range, and the same ones in every run. */
const spreadOver = (count: number): number[] =>
  Array.from({ length: QUESTIONS }, (_, at) => Math.floor(((at * 0.618_034 + 0.3) % 1) * count));

const inTurn = async (
  places: readonly number[],
  ask: (place: number) => Promise<unknown>,
): Promise<number[]> => {
  const times: number[] = [];
  for (const place of places) {
    const startedMs = performance.now();
    await ask(place);
    times.push(performance.now() - startedMs);
  }
  return times;
};

const measureOn = async (
  client: Client<EngineContract>,
  path: string,
): Promise<readonly Figure[]> => {
  const { fileId } = answered(await client.files.open({ path }));
  const options = checkOptions.parse({});
  const { checkId, report } = answered(await client.checks.run({ fileId, options }));
  const { total } = report.records;
  const finding = report.findings.toSorted((a, b) => b.count - a.count)[0];
  if (finding === undefined) throw new Error('The list has no problems.');
  const { rule, count } = finding;
  const rangeFrom = (place: number) => ({ from: place + 1, to: place + PAGE_ROWS });

  const pages = await inTurn(spreadOver(total - PAGE_ROWS), async (place) =>
    answered(await client.checks.rows({ checkId, range: rangeFrom(place) })),
  );
  // The first question goes through the list; it is one of those that are counted.
  const problems = await inTurn(spreadOver(total), async (from) =>
    answered(await client.checks.nextProblem({ checkId, from, direction: 'next' })),
  );
  const ofRule = await inTurn(spreadOver(count - PAGE_ROWS), async (place) =>
    answered(await client.checks.rows({ checkId, range: rangeFrom(place), rule })),
  );
  const must = { atMost: 20 } as const;
  const figure = (what: string, value: number): Figure => ({
    ...{ what, value, unit: 'ms', must, aim: null },
  });
  const longest = Math.max(...problems);
  return [
    figure(`a page of ${PAGE_ROWS} rows, p95`, p95(pages)),
    figure('the next problem, p95', p95(problems)),
    figure('a page of the rows with one problem, p95', p95(ofRule)),
    { what: 'the first of these questions', value: longest, unit: 'ms', must: null, aim: null },
  ];
};

export const pages: Case = {
  name: 'pages',
  title: 'Rows from anywhere',
  measure: async ({ lists, rows }) => {
    const path = await lists.sample(rows);
    const engine = await startEngine(lists.dir);
    try {
      return await measureOn(engine.client, path);
    } finally {
      await engine.stop();
    }
  },
};
