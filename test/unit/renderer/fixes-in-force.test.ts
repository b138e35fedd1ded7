import { expect, it } from 'vitest';
import { type Demand, type FixChoice, inForce } from '#renderer/features/build/fixes-in-force.ts';

const chosen: FixChoice = {
  fixes: ['line-user-id-not-hex', 'user-id-missing', 'user-id-spaces', 'duplicate-user-id'],
  refusedFixes: ['duplicate-row'],
  keep: 'last',
  changesOnly: true,
};

const demand = (type: Demand['type'], writesUserIds: boolean): Demand => ({ type, writesUserIds });

it('leaves a list of followed people with user IDs every fix', () => {
  expect(inForce(chosen, demand('followed', true))).toEqual(chosen);
});

it('knows no fix of user IDs where none is written', () => {
  const { keep: _keep, ...others } = chosen;
  expect(inForce(chosen, demand('unfollowed', false))).toEqual({
    ...others,
    fixes: ['line-user-id-not-hex'],
  });
  expect(inForce(chosen, demand('followed', false))).toEqual({
    ...others,
    fixes: ['line-user-id-not-hex', 'duplicate-user-id'],
  });
});

it('mends the user IDs of a list of blocked people where they are written, and leaves nobody out', () => {
  expect(inForce(chosen, demand('unfollowed', true)).fixes).toEqual(
    chosen.fixes.filter((rule) => rule !== 'duplicate-user-id'),
  );
});
