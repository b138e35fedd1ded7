/** What has to be confirmed before a batch is sent: asked on a terminal, else named by its option. */
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { type ImportType, importType } from '#contract/schemas/common.ts';
import { type DeliverInput, reason } from '#contract/schemas/delivery.ts';
import type { Words } from '#contract/words/words.ts';
import type { CommandContext } from '../context.ts';

/** What has been confirmed so far. */
export type Confirm = NonNullable<DeliverInput['confirm']>;

/** The options that stand for a confirmation, for those who have no terminal. */
export const optionFor = (code: Failure['code'], type: ImportType, words: Words): string | null => {
  switch (code) {
    case 'confirm-type-missing':
      return `--confirm-type ${type}`;
    case 'again-missing':
    case 'again-unfinished':
      return '--again';
    case 'reason-missing':
    case 'import-unconfirmed':
      return '--reason TEXT';
    case 'address-missing':
      return words.say('cli:ask.addressOptions');
    default:
      return null;
  }
};

type Question = {
  readonly text: string;
  /** What an answer adds to the confirmations; null where it confirms nothing. */
  readonly read: (answer: string) => Partial<Confirm> | null;
};

/** The question for the confirmation that is missing; null where no answer could help. */
const questionFor = ({ words }: CommandContext, failure: Failure): Question | null => {
  const { what, why } = words.failure(failure);
  switch (failure.code) {
    case 'confirm-type-missing':
      return {
        text: words.say('cli:ask.confirmType'),
        read: (answer) => {
          const type = importType.safeParse(answer);
          return type.success ? { type: type.data } : null;
        },
      };
    case 'again-missing':
    case 'again-unfinished': {
      const question = failure.code === 'again-missing' ? 'cli:ask.again' : 'cli:ask.unfinished';
      return {
        text: `${words.sentences([what, why])}\n${words.say(question)}`,
        read: (answer) => (/^(?:y|yes|はい)$/i.test(answer) ? { again: true } : null),
      };
    }
    case 'reason-missing':
    case 'import-unconfirmed':
      return {
        text: `${words.sentences([what, why])}\n${words.say('cli:ask.reason')}`,
        read: (answer) => {
          const why = reason.safeParse(answer);
          return why.success ? { reason: why.data } : null;
        },
      };
    default:
      return null;
  }
};

/**
 * Asks for the confirmation that is missing. The failure where it was not given, or can't be asked
 * for; `cancelled` where the question was.
 */
export const askFor = async (
  context: CommandContext,
  failure: Failure,
  confirm: Confirm,
): Promise<Result<Confirm>> => {
  const { ask, terminal } = context;
  const question = terminal.canAsk ? questionFor(context, failure) : null;
  if (question === null) return { ok: false, error: failure };
  const answer = await ask.line(question.text);
  if (answer === null) return fail('cancelled');
  const given = question.read(answer);
  return given === null ? { ok: false, error: failure } : succeed({ ...confirm, ...given });
};
