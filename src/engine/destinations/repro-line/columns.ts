/**
 * The columns that Repro takes, and the names that people give them: exports of LINE tools, of CRM
 * systems and of Japanese member databases.
 */
import type { TargetColumn } from '#contract/columns.ts';
import type { ListFormat } from '#contract/schemas/common.ts';

/** The header of each format, in the order that Repro demands. */
export const HEADERS = {
  'ids-and-users': ['line_user_id', 'user_id'],
  'ids-only': ['line_user_id'],
} as const satisfies Record<ListFormat, readonly TargetColumn[]>;

/** What a name stands for. `either`: both kinds of ID are called so. */
export type KnownName = TargetColumn | 'either';

const names: Readonly<Record<KnownName, readonly string[]>> = {
  line_user_id: [
    'line_user_id',
    'line uid',
    'line id',
    'line user',
    'line user identifier',
    'line account id',
    'line friend id',
    'line member id',
    'line mid',
    'luid',
    'LINEユーザーID',
    'LINEユーザID',
    'LINEのユーザーID',
    'LINEのID',
    'LINEユーザー識別子',
    'LINEユーザー',
    'LINE識別子',
    'LINE友だちID',
    'LINE友達ID',
    'LINE会員ID',
    'LINEアカウントID',
    'ライン ユーザーID',
    'ラインID',
  ],
  user_id: [
    'user_id',
    'user no',
    'user number',
    'user code',
    'repro user id',
    'repro id',
    'customer id',
    'customer no',
    'customer number',
    'customer code',
    'client id',
    'member id',
    'member no',
    'member number',
    'member code',
    'membership id',
    'membership number',
    'account id',
    'external id',
    'external user id',
    'crm id',
    'ReproユーザーID',
    'ReproユーザID',
    '会員ID',
    '会員番号',
    '会員コード',
    '会員No',
    '会員No.',
    '顧客ID',
    '顧客番号',
    '顧客コード',
    '顧客No',
    'お客様ID',
    'お客様番号',
    'お客様コード',
    'カスタマーID',
    'メンバーID',
    'アカウントID',
    '利用者ID',
    '自社ID',
    '自社会員ID',
    '自社ユーザーID',
  ],
  either: ['uid', 'id', 'ユーザーID', 'ユーザID', 'ユーザー識別子'],
};

/** The form in which names are compared: NFKC, trimmed, lower case, without spaces, `_` and `-`. */
export const normalizeName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-\u200b-\u200f\u2060\ufeff]+/g, '');

const known: ReadonlyMap<string, KnownName> = new Map(
  (Object.keys(names) as KnownName[]).flatMap((column) =>
    names[column].map((name): [string, KnownName] => [normalizeName(name), column]),
  ),
);

/** Which column a header's name stands for; null where the name is not known. */
export const knownName = (name: string): KnownName | null =>
  name.length > 100 ? null : (known.get(normalizeName(name)) ?? null);
