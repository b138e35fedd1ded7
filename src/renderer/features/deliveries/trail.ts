/** The entries of the audit trail that people care about, in words. */
import type { AuditEntry } from '#contract/schemas/audit.ts';
import { visible } from '#contract/words/visible.ts';
import type { Say } from '../../i18n/window-words.ts';

const outcomeInWords = (outcome: unknown, isIntoFolder: boolean, say: Say): string | null => {
  switch (outcome) {
    case 'uploaded':
      return say(isIntoFolder ? 'deliveries.statePlaced' : 'deliveries.eventUploaded');
    case 'failed':
      return say('deliveries.eventFailed');
    case 'cancelled':
      return say('deliveries.eventCancelled');
    case 'paused':
      return say('deliveries.eventPaused');
    case 'unknown':
      return say('deliveries.eventUnknown');
    case 'waiting':
      return say('deliveries.eventInterrupted');
    default:
      return null;
  }
};

/** One entry in words; null for what is of no interest to a person. */
export const entryInWords = (
  { what, details }: Pick<AuditEntry, 'what' | 'details'>,
  isIntoFolder: boolean,
  say: Say,
): string | null => {
  const reason = typeof details.reason === 'string' ? visible(details.reason) : '';
  switch (what) {
    case 'delivery-queued':
      return say('deliveries.eventQueued');
    case 'delivery-started':
      return say('deliveries.eventStarted');
    case 'guards-passed':
      return say('deliveries.eventGuards', { reason });
    case 'hold-released':
      return say('deliveries.eventReleased', { reason });
    case 'delivery-stopped':
    case 'delivery-ended':
      return outcomeInWords(details.outcome, isIntoFolder, say);
    case 'marked-imported':
      return say('deliveries.eventImported');
    case 'unmarked-imported':
      return say('deliveries.eventUnimported');
    default:
      return null;
  }
};
