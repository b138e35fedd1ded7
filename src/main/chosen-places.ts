/**
 * A channel may name a folder or a certificate file of this computer. The page gets no say in which:
 * only what the user chose in a dialog, or what a channel has already, passes on to the engine.
 */
import type { Client, Handlers, OpenToAnyone } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { ProfileFields } from '#contract/schemas/profile.ts';

type EngineHandlers = Handlers<OpenToAnyone<EngineContract>>;
type Place = ProfileFields['place'];

/** The path of this computer that a place names, if any. */
const pathIn = (place: Place): string | undefined =>
  place.kind === 'folder' ? place.path : place.caFile;

const isKept = (kept: Place, place: Place): boolean =>
  kept.kind === place.kind && pathIn(kept) === pathIn(place);

/** The same handlers, without a way for the page to make up a path. */
export const withChosenPlaces = (
  handlers: EngineHandlers,
  client: Client<EngineContract>,
  chosenFolders: ReadonlySet<string>,
): EngineHandlers => {
  const check = async ({ place }: ProfileFields): Promise<Result<null, 'unknown-id'>> => {
    if (pathIn(place) === undefined) return succeed(null);
    if (place.kind === 'folder' && chosenFolders.has(place.path)) return succeed(null);
    const known = await client.profiles.list({});
    return known.ok && known.value.profiles.some((profile) => isKept(profile.place, place))
      ? succeed(null)
      : fail('unknown-id');
  };
  return {
    ...handlers,
    profiles: {
      ...handlers.profiles,
      add: async (fields, context) => {
        const allowed = await check(fields);
        return allowed.ok ? handlers.profiles.add(fields, context) : allowed;
      },
      update: async (input, context) => {
        const allowed = await check(input.fields);
        return allowed.ok ? handlers.profiles.update(input, context) : allowed;
      },
    },
  };
};
