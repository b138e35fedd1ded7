/** A receipt in words, as it goes into the clipboard: lines that can be pasted into a mail. */
import type { Language } from '#contract/schemas/common.ts';
import type { Receipt, ReceiptPart } from '#contract/schemas/delivery.ts';
import { visible } from '#contract/words/visible.ts';
import { createWords } from '#contract/words/words.ts';

type Label = 'path' | 'bytes' | 'sha256' | 'etag' | 'arrivedAt' | 'requestId' | 'batch' | 'seal';

const labels: Readonly<Record<Language, Readonly<Record<Label | 'gap', string>>>> = {
  en: {
    gap: ': ',
    path: 'Path',
    bytes: 'Bytes',
    sha256: 'SHA-256',
    etag: 'ETag',
    arrivedAt: 'Arrived',
    requestId: 'Request ID',
    batch: 'Batch',
    seal: 'SHA-256 of the batch',
  },
  ja: {
    gap: '：',
    path: 'パス',
    bytes: 'バイト数',
    sha256: 'SHA-256',
    etag: 'ETag',
    arrivedAt: '到着日時',
    requestId: 'リクエストID',
    batch: 'バッチ',
    seal: 'バッチのSHA-256',
  },
};

const titles: Readonly<Record<Language, (outcome: string) => string>> = {
  en: (outcome) => `Receipt of Dropline (${outcome})`,
  ja: (outcome) => `Droplineの受領書（${outcome}）`,
};

/** `timeZone`: this computer's own where it is absent. */
export const receiptText = (receipt: Receipt, language: Language, timeZone?: string): string => {
  const label = labels[language];
  const words = createWords(language);
  const line = (name: Label, value: string | null): readonly string[] =>
    value === null ? [] : [`${label[name]}${label.gap}${value}`];
  const linesOf = (part: ReceiptPart): readonly string[] => [
    '',
    ...line('path', visible(part.bucket === null ? part.key : `s3://${part.bucket}/${part.key}`)),
    ...line('bytes', words.number(part.bytes)),
    ...line('sha256', part.sha256),
    ...line('etag', part.etag),
    ...line(
      'arrivedAt',
      part.finishedAt === null ? null : words.dateTime(new Date(part.finishedAt), timeZone),
    ),
    ...line('requestId', part.requestId),
  ];
  return [
    titles[language](words.say(`terms:deliveryState.${receipt.outcome}`)),
    ...line('batch', receipt.batch),
    ...line('seal', receipt.seal),
    ...receipt.parts.flatMap(linesOf),
    '',
  ].join('\n');
};
