/**
 * Handlers whose code is loaded with the first call of their group: most of a short command is loading,
 * and a check needs nothing of deliveries, reports or batches.
 */
import type { Handlers } from '#contract/define.ts';
import { type EngineContract, engineContract } from '#contract/engine.ts';

type Groups = Handlers<EngineContract>;
type AnyHandler = (input: unknown, context: unknown) => Promise<unknown>;

/** `load`, asked at most once. */
export const once = <Value>(load: () => Promise<Value>): (() => Promise<Value>) => {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
};

/** All calls of a group, in the order in which they come, as `load` gives them. It is asked once. */
export const whenCalled = <Group extends keyof Groups>(
  group: Group,
  load: () => Promise<Groups[Group]>,
): Groups[Group] => {
  const loaded = once(load);
  const names = Object.keys(engineContract[group]) as (keyof Groups[Group] & string)[];
  const call = (name: keyof Groups[Group] & string) => async (input: unknown, context: unknown) => {
    const handler = (await loaded())[name] as AnyHandler;
    return handler(input, context);
  };
  return Object.fromEntries(names.map((name) => [name, call(name)])) as Groups[Group];
};
