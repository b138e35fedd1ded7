/**
 * The serving side of a contract. Input is parsed here, whoever sends it; output is parsed where
 * `checkOutput` is on (development and tests). A handler that throws is a bug: it is reported and
 * the caller gets a failure, never silence.
 */
import type { CallDefinition, Contract, Emit, Handlers } from '../define.ts';
import { fail, type Result } from '../result.ts';
import { coalesce } from './coalesce.ts';
import { isMessage, type Port } from './port.ts';

export type ServeOptions = {
  /** Parses what handlers answer, too. */
  readonly checkOutput?: boolean;
  /** Hears of bugs: exceptions in handlers, answers that break the contract. */
  readonly onBug: (call: string, error: unknown) => void;
};

type AnyHandler = (
  input: unknown,
  context: { signal: AbortSignal; progress: (progress: unknown) => void },
) => Promise<Result<unknown>>;

/** Serves `handlers` at one end of a port. Returns how to tell events to the other end. */
export const serve = <C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  port: Port,
  options: ServeOptions,
): { readonly emit: Emit<C> } => {
  const running = new Map<number, AbortController>();

  const find = (group: string, name: string): [CallDefinition, AnyHandler] | undefined => {
    if (!Object.hasOwn(contract, group)) return undefined;
    const members = contract[group];
    if (members === undefined || !Object.hasOwn(members, name)) return undefined;
    const definition = members[name];
    if (definition === undefined || definition.kind === 'event') return undefined;
    const served = handlers as unknown as Record<string, Record<string, AnyHandler>>;
    const handler = served[group]?.[name];
    return handler === undefined ? undefined : [definition, handler];
  };

  const run = async (id: number, group: string, name: string, input: unknown) => {
    const found = find(group, name);
    if (found === undefined) return fail('unknown-call', { call: `${group}.${name}` });
    const [definition, handler] = found;
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const details = { call: `${group}.${name}`, field: issue?.path.join('.') ?? '' };
      // The validator's own English is for logs: people are told in their language.
      return fail('bad-input', details, issue === undefined ? {} : { message: issue.message });
    }
    const controller = new AbortController();
    running.set(id, controller);
    const progress = coalesce((value: unknown) =>
      port.post({ type: 'progress', id, progress: value }),
    );
    try {
      const result = await handler(parsed.data, {
        signal: controller.signal,
        progress: progress.push,
      });
      if (options.checkOutput && result.ok) definition.output.parse(result.value);
      return result;
    } catch (error) {
      options.onBug(`${group}.${name}`, error);
      return fail('internal-error');
    } finally {
      progress.flush();
      running.delete(id);
    }
  };

  port.onMessage((message) => {
    if (!isMessage(message)) return;
    if (message.type === 'cancel') running.get(message.id)?.abort();
    if (message.type !== 'call') return;
    const { id, group, name, input } = message;
    void run(id, group, name, input).then((result) => port.post({ type: 'result', id, result }));
  });
  port.onClose(() => {
    for (const controller of running.values()) controller.abort();
  });

  return { emit: (group, name, payload) => port.post({ type: 'event', group, name, payload }) };
};
