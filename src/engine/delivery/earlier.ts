/** Finds the delivery of a batch that somebody wants to go on with. */
import { bucketNameOf, type Destination, parseDestination, type Place } from './destination.ts';
import { type DeliveryRecord, isOpen } from './records.ts';

/** Where S3 keys go besides their bucket. A region is learned on the way, and says nothing. */
const rootOf = (place: Place): string =>
  place.kind === 's3' ? `${place.endpoint ?? ''} ${place.prefix ?? ''}` : '';

/**
 * Whether a delivery goes where a destination points to: to the same app and channel by the same
 * profile, or without one, and under the same path of the same place.
 */
const goesTo = (record: DeliveryRecord, to: Destination): boolean => {
  if (record.parts[0]?.bucket !== bucketNameOf(to.place)) return false;
  const stored = parseDestination(record.destination);
  // One that is damaged may be it: going on with it says so, and sends nothing.
  if (stored === null) return true;
  const { address, place, profile } = stored;
  return (
    address.appId === to.appId &&
    address.channelId === to.channelId &&
    profile?.id === to.profile?.id &&
    // What a profile says of its place may have been put right since.
    (profile !== null || rootOf(place) === rootOf(to.place))
  );
};

/**
 * The newest of `records` that can go on, else the newest that has arrived; of those that go to `to`
 * where that is given. `records` are those of one batch, the newest first.
 */
export const earlierOf = (
  records: readonly DeliveryRecord[],
  to: Destination | null,
): DeliveryRecord | undefined => {
  const same = records.filter((record) => to === null || goesTo(record, to));
  return (
    same.find(isOpen) ?? same.find(({ parts }) => parts.every(({ state }) => state === 'uploaded'))
  );
};
