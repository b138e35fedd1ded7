/** The list of a week as another system writes it: its encoding, its quotes, its line ends, its faults. */
import Encoding from 'encoding-japanese';
import { lineUserId } from './lists.ts';

export type Member = { readonly id: string; readonly user: string };

export type WeeklyForm = {
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'cp932';
  readonly newline: '\n' | '\r\n';
  /** Whether every cell is in quotes, or only those that need them. */
  readonly quotes: 'all' | 'needed';
};

const branches = ['東京本店', '大阪梅田', 'web', '札幌,駅前', 'VIP "gold"'] as const;

const member = (random: () => number, number: number): Member => ({
  id: lineUserId(random),
  user: `${branches[Math.floor(random() * branches.length)]}-${number}`,
});

export const membersFrom = (random: () => number, count: number, first = 1): Member[] =>
  Array.from({ length: count }, (_, i) => member(random, first + i));

const faults: readonly ((one: Member) => Member)[] = [
  ({ id, user }) => ({ id: id.slice(0, 32), user }),
  ({ id }) => ({ id, user: '' }),
  ({ user }) => ({ id: '', user }),
  ({ id, user }) => ({ id: ` ${id}　`, user }),
  ({ id, user }) => ({ id: id.replace('U', 'C'), user }),
  ({ id, user }) => ({ id: id.replace(/^U/, 'Ｕ'), user }),
];

/** The same members, some of them with a fault and some of them twice. */
export const withFaults = (random: () => number, members: readonly Member[]): Member[] =>
  members.flatMap((one) => {
    const chance = random();
    if (chance < 0.01) return [one, one];
    const fault = chance < 0.05 ? faults[Math.floor(random() * faults.length)] : undefined;
    return [fault === undefined ? one : fault(one)];
  });

/** A form for a list, by chance. */
export const formFrom = (random: () => number): WeeklyForm => {
  const one = <Choice>(choices: readonly [Choice, ...Choice[]]): Choice =>
    choices[Math.floor(random() * choices.length)] ?? choices[0];
  return {
    encoding: one(['utf-8', 'utf-8-bom', 'cp932']),
    newline: one(['\n', '\r\n']),
    quotes: one(['all', 'needed']),
  };
};

export const textOf = (members: readonly Member[], { newline, quotes }: WeeklyForm): string => {
  const cell = (value: string): string =>
    quotes === 'all' || /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = members.map(({ id, user }) => `${cell(id)},${cell(user)}`);
  return `${[`${cell('line_user_id')},${cell('user_id')}`, ...lines].join(newline)}${newline}`;
};

export const bytesOf = (text: string, encoding: WeeklyForm['encoding']): Uint8Array => {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8-bom') return Buffer.from(`\ufeff${text}`);
  return Uint8Array.from(
    Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' }),
  );
};
