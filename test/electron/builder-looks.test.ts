/** Builder and deliveries in each language and theme: what axe finds, and pictures to be looked at. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeptBatch } from '#contract/window.ts';
import { ask } from './delivery-desk.ts';
import { freshSeed, type Folder, goodRows, header, makeFolder, randomFrom } from './lists.ts';
import { builder } from './pages/builder.ts';
import { deliveries } from './pages/deliveries.ts';
import { fileCheck } from './pages/file-check.ts';
import { type Person, sitDown } from './pages/person.ts';
import { lookInAll } from './screen-looks.ts';

const random = randomFrom(freshSeed());

let folder: Folder;
let person: Person;
beforeAll(async () => {
  folder = await makeFolder();
  person = await sitDown('en');
});
afterAll(async () => {
  await person.window.close();
  await folder.remove();
});

test('deliveries before there is one', async () => {
  await deliveries(person).visit();
  expect(await lookInAll(person.page, 'deliveries-empty')).toEqual([]);
});

test('the builder before and after the type is chosen', async () => {
  const rows = goodRows(random, 300);
  const faulty = [...rows, rows[0] ?? '', ',nobody', 'U123,short'];
  await person.drop([await folder.write('list.csv', `${[header, ...faulty].join('\n')}\n`)]);
  await fileCheck(person).build();
  await builder(person).asksForType();
  expect(await lookInAll(person.page, 'build')).toEqual([]);
  await builder(person).chooseType('followed');
  await person.sees('Rows that stay out');
  await person.page.getByText('Counting the rows…').waitFor({ state: 'detached' });
  expect(await lookInAll(person.page, 'build-chosen')).toEqual([]);
});

test('a batch, and its receipt', async () => {
  await builder(person).build();
  await deliveries(person).isShown();
  await deliveries(person).isPractice();
  // The dashboard knows nobody of the practice folder, by whatever way it is asked.
  expect(await deliveries(person).canSaveForDashboard()).toBe(false);
  const { batches } = await ask<{ batches: KeptBatch[] }>(person.page, 'outbox.list', {});
  const save = ask(person.page, 'outbox.saveForDashboard', { batchId: batches[0]?.batchId });
  await expect(save).rejects.toThrow('address-mismatch');
  expect(await lookInAll(person.page, 'deliveries-built')).toEqual([]);
  await deliveries(person).deliverToPractice();
  await deliveries(person).isPlaced();
  expect(await lookInAll(person.page, 'deliveries-receipt')).toEqual([]);
  expect(person.window.complaints).toEqual([]);
});
