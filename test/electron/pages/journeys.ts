/** Steps over several screens that tests begin with. */
import { builder } from './builder.ts';
import { deliveries } from './deliveries.ts';
import { fileCheck } from './file-check.ts';
import type { Person } from './person.ts';

/** Has a list checked and a *followed* batch of it built for a channel; ends in front of the batch. */
export const buildFor = async (person: Person, path: string, channel: string): Promise<void> => {
  await person.drop([path]);
  await fileCheck(person).build();
  await builder(person).chooseChannel(channel);
  await seal(person);
};

/** Builds a *followed* practice batch of the list in sight, where there is no channel. */
export const buildPractice = async (person: Person): Promise<void> => {
  await fileCheck(person).build();
  await seal(person);
};

const seal = async (person: Person): Promise<void> => {
  await builder(person).chooseType('followed');
  await builder(person).build();
  await deliveries(person).isShown();
};
