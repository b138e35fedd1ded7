/** Profiles as people read them. A secret is never among what is given to these functions. */
import type { Profile } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { alignColumns } from '../terminal/columns.ts';
import type { Colours } from '../terminal/terminal.ts';
import { commandLine } from './command-line.ts';

/** What is known about a profile's access key without showing it. */
export type KeyState =
  | { readonly kind: 'stored'; readonly lastFour: string }
  | { readonly kind: 'missing' | 'closed' | 'not-needed' };

/** Where a profile sends to, in one word. */
export const placeOf = ({ place }: Pick<Profile, 'place'>): string =>
  place.kind === 'folder'
    ? `folder:${place.path}`
    : `s3://${[place.bucket, place.prefix].filter((part) => part !== undefined).join('/')}`;

export const renderProfiles = (
  profiles: readonly Profile[],
  words: Words,
  colours: Colours,
): string[] => {
  if (profiles.length === 0) {
    return [
      words.say('cli:profiles.none', { command: commandLine(['profiles', 'add', '--help']) }),
    ];
  }
  return alignColumns(
    [
      [
        words.say('cli:profiles.name'),
        words.say('cli:profiles.environment'),
        words.say('cli:profiles.appId'),
        words.say('cli:profiles.channelId'),
        words.say('cli:profiles.place'),
      ],
      ...profiles.map((profile) => [
        visible(profile.name),
        words.say(`terms:environment.${profile.environment}`),
        profile.appId,
        profile.channelId,
        visible(placeOf(profile)),
      ]),
    ],
    ['left', 'left', 'left', 'left', 'left'],
    { gap: 3 },
    (cell, row) => (row === 0 ? colours.dim(cell) : cell),
  );
};

const keyInWords = (key: KeyState, words: Words): string => {
  switch (key.kind) {
    case 'stored':
      return words.say('cli:profiles.keyStored', { lastFour: key.lastFour });
    case 'missing':
      return words.say('cli:profiles.keyMissing');
    case 'closed':
      return words.say('cli:profiles.keychainClosed');
    case 'not-needed':
      return words.say('cli:profiles.noKeyNeeded');
  }
};

export const renderProfile = (
  profile: Profile,
  known: { readonly followed: number; readonly unfollowed: number },
  key: KeyState,
  words: Words,
): string[] => {
  const s3 = profile.place.kind === 's3' ? profile.place : undefined;
  const rows: [string, string | undefined][] = [
    [words.say('cli:profiles.name'), profile.name],
    [words.say('cli:profiles.client'), profile.client],
    [words.say('cli:profiles.environment'), words.say(`terms:environment.${profile.environment}`)],
    [words.say('cli:profiles.appId'), profile.appId],
    [words.say('cli:profiles.channelId'), profile.channelId],
    [words.say('cli:profiles.place'), placeOf(profile)],
    [words.say('cli:profiles.region'), s3?.region],
    [words.say('cli:profiles.endpoint'), s3?.endpoint],
    [words.say('cli:profiles.caFile'), s3?.caFile],
    [words.say('cli:profiles.timeZone'), profile.timeZone],
    [
      words.say('cli:profiles.acceptsIdsOnly'),
      words.say(profile.acceptsIdsOnly ? 'terms:answer.yes' : 'terms:answer.no'),
    ],
    [words.say('cli:profiles.countChangeLimit'), words.percent(profile.countChangeLimit)],
    [
      words.say('cli:profiles.known'),
      words.say('cli:profiles.knownCounts', {
        followed: words.number(known.followed),
        unfollowed: words.number(known.unfollowed),
      }),
    ],
    [words.say('cli:profiles.accessKey'), keyInWords(key, words)],
  ];
  return alignColumns(
    rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, visible(value)]])),
    ['left', 'left'],
    { gap: 3 },
  );
};
