/**
 * The three builders from which the contract is made. Both sides of a border are derived from the
 * types of these definitions: the client's functions and the handlers that must exist.
 */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Result } from './result.ts';

/** Who may make a call: any face, or only the trusted hosts (main process, command line). */
export type Audience = 'anyone' | 'host';

export type CallDefinition = {
  readonly kind: 'query' | 'command';
  readonly audience: Audience;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly progress: z.ZodType;
  readonly errors: readonly ErrorCode[];
};

export type EventDefinition = { readonly kind: 'event'; readonly payload: z.ZodType };

export type Contract = Readonly<
  Record<string, Readonly<Record<string, CallDefinition | EventDefinition>>>
>;

type CallSpec<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Progress extends z.ZodType,
  Code extends ErrorCode,
> = {
  input: Input;
  output: Output;
  progress: Progress;
  errors: readonly Code[];
  audience?: Audience;
};

/** A call that changes nothing and may be repeated at will. */
export const query = <
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Code extends ErrorCode,
>(
  spec: Omit<CallSpec<Input, Output, z.ZodNever, Code>, 'progress'>,
) => ({
  kind: 'query' as const,
  audience: spec.audience ?? ('anyone' as const),
  input: spec.input,
  output: spec.output,
  progress: z.never(),
  errors: spec.errors,
});

/** Work: it can take long, tells its progress, and can be cancelled by its call id. */
export const command = <
  Input extends z.ZodType,
  Output extends z.ZodType,
  Progress extends z.ZodType,
  const Code extends ErrorCode,
>(
  spec: CallSpec<Input, Output, Progress, Code>,
) => ({ kind: 'command' as const, audience: 'anyone' as const, ...spec });

/** Something that the serving side tells everybody who is connected. */
export const event = <Payload extends z.ZodType>(spec: { payload: Payload }) => ({
  kind: 'event' as const,
  payload: spec.payload,
});

type CodeOf<Call extends CallDefinition> = Call['errors'][number];

/** Failures that any call can end in, whatever it declares. */
export type CommonCode =
  | 'bad-input'
  | 'unknown-call'
  | 'engine-died'
  | 'internal-error'
  | 'cancelled';

export type CallOptions<Progress> = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
};

type ClientCall<Call extends CallDefinition> = (
  input: z.input<Call['input']>,
  options?: CallOptions<z.output<Call['progress']>>,
) => Promise<Result<z.output<Call['output']>, CodeOf<Call> | CommonCode>>;

/** What a caller holds: one function a call, one subscription an event. */
export type Client<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in keyof C[Group]]: C[Group][Name] extends CallDefinition
      ? ClientCall<C[Group][Name]>
      : C[Group][Name] extends EventDefinition
        ? (listener: (payload: z.output<C[Group][Name]['payload']>) => void) => () => void
        : never;
  };
};

/** What a handler is given besides its input. */
export type CallContext<Progress> = {
  readonly signal: AbortSignal;
  /** Coalesced to ten messages a second; the last one always arrives. */
  readonly progress: (progress: Progress) => void;
};

/** `engine-died`: the worker thread that did the call's work was lost, the engine itself lives. */
export type Handler<Call extends CallDefinition> = (
  input: z.output<Call['input']>,
  context: CallContext<z.input<Call['progress']>>,
) => Promise<Result<z.input<Call['output']>, CodeOf<Call> | 'cancelled' | 'engine-died'>>;

type CallNames<Group> = {
  [Name in keyof Group]: Group[Name] extends CallDefinition ? Name : never;
}[keyof Group];

type GroupsWithCalls<C extends Contract> = {
  [Group in keyof C]: CallNames<C[Group]> extends never ? never : Group;
}[keyof C];

/** What a server must provide: a handler for each call. A missing one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [Group in GroupsWithCalls<C>]: {
    readonly [Name in CallNames<C[Group]>]: C[Group][Name] extends CallDefinition
      ? Handler<C[Group][Name]>
      : never;
  };
};

/** The serving side's way to tell an event to everybody who is connected. */
export type Emit<C extends Contract> = <
  Group extends keyof C & string,
  Name extends keyof C[Group] & string,
>(
  group: Group,
  name: Name,
  payload: C[Group][Name] extends EventDefinition ? z.input<C[Group][Name]['payload']> : never,
) => void;
