import { describe, expect, test } from 'vitest';
import type { Profile } from '#contract/schemas/profile.ts';
import {
  lastTimeOf,
  nameWithoutDate,
  type PastDelivery,
} from '#renderer/batches/past-deliveries.ts';

const channel = (id: string): Profile => ({
  id: `profile-${id.repeat(16)}`,
  createdAt: '2026-11-01T00:00:00.000Z',
  name: `Shop ${id}`,
  appId: 'app',
  channelId: '1',
  environment: 'test',
  place: { kind: 'folder', path: '/drop' },
  timeZone: 'Asia/Tokyo',
  acceptsIdsOnly: true,
  countChangeLimit: 0.2,
});

const sent = (
  listName: string,
  type: PastDelivery['type'],
  profile: Profile,
  day: number,
): PastDelivery => ({
  ...{ listName, type, profile, format: 'ids-and-users' },
  startedAt: `2026-11-${day}T00:00:00.000Z`,
});

test.each([
  ['members-20261122.csv', 'members'],
  ['Members 2026-11-15 (2).CSV', 'members'],
  ['会員リスト_１１月２２日.csv', '会員リスト 月 日'],
  ['20261122.csv', ''],
  ['blocked.2026.csv', 'blocked'],
])('%s is %o without its date', (name, expected) => {
  expect(nameWithoutDate(name)).toBe(expected);
});

describe('a list that comes again', () => {
  const [shopA, shopB] = [channel('a'), channel('b')];
  const lastWeek = sent('members-15.csv', 'followed', shopA, 15);
  const before = sent('members-08.csv', 'followed', shopA, 10);

  test('is taken as the last one', () => {
    expect(lastTimeOf('members-22.csv', [lastWeek, before])).toBe(lastWeek);
  });

  test.each<[string, string, readonly PastDelivery[]]>([
    ['never sent', 'blocked-22.csv', [lastWeek, before]],
    ['a date alone', '20261122.csv', [sent('20261115.csv', 'followed', shopA, 15)]],
    ['both types', 'members-22.csv', [lastWeek, sent('members-08.csv', 'unfollowed', shopA, 10)]],
    ['two channels', 'members-22.csv', [lastWeek, sent('members-08.csv', 'followed', shopB, 10)]],
  ])('is asked about: %s', (_case, name, past) => {
    expect(lastTimeOf(name, past)).toBeUndefined();
  });
});
