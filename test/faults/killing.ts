/** Killing the engine or its host at a named point, and waiting until nothing of it runs any more. */
import { availableParallelism, loadavg } from 'node:os';
import { expect, vi } from 'vitest';
import { type Place, processesOf } from './place.ts';

export const victims = ['engine', 'host'] as const;
export type Killing = {
  readonly victim: (typeof victims)[number];
  readonly point: string;
  readonly passing: number;
};

/** A case for each victim, point and passing. Points may end with `:main`: the engine's own thread. */
export const killings = (points: Readonly<Record<string, readonly number[]>>): Killing[] =>
  victims.flatMap((victim) =>
    Object.entries(points).flatMap(([point, passings]) =>
      passings.map((passing) => ({ victim, point, passing })),
    ),
  );

/** F-P2: an engine that has lost its host ends by itself in so long, on a machine that has time for it. */
const goneWithinMs = () => 2_000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
const patienceMs = 30_000;

/**
 * Runs a command of the build with points, and kills at one of them. Fails where it was not reached,
 * and where an engine outlives its host.
 */
export const killAt = async (
  place: Place,
  args: readonly string[],
  { victim, point, passing }: Killing,
  env: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const [name = '', thread = 'any'] = point.split(':');
  const fault = `${name}:${passing}:${victim}:${thread}`;
  const told = await place.run(args, { build: 'points', env: { ...env, FAULT: fault } });
  expect(victim === 'host' ? told.signal : told.stderr).toMatch(
    victim === 'host' ? 'SIGKILL' : '[engine-died]',
  );
  const killedAtMs = performance.now();
  await vi.waitFor(() => expect(processesOf(place.folder)).toEqual([]), {
    timeout: patienceMs,
    interval: 20,
  });
  expect(performance.now() - killedAtMs).toBeLessThan(goneWithinMs());
};
