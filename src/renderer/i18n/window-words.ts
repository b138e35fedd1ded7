/**
 * The window's own words, by screen. Rules, failures and terms come from the contract's words, which
 * the command line shares. To add a screen, add its topic in both languages here.
 */
import { createInstance } from 'i18next';
import type { Language } from '#contract/schemas/common.ts';
import { build as buildEn } from './en/build.ts';
import { deliveries as deliveriesEn } from './en/deliveries.ts';
import { channels as channelsEn } from './en/channels.ts';
import { fileCheck as fileCheckEn } from './en/file-check.ts';
import { frame as frameEn } from './en/frame.ts';
import { help as helpEn } from './en/help.ts';
import { home as homeEn } from './en/home.ts';
import { settings as settingsEn } from './en/settings.ts';
import { build as buildJa } from './ja/build.ts';
import { deliveries as deliveriesJa } from './ja/deliveries.ts';
import { report as reportEn } from './en/report.ts';
import { channels as channelsJa } from './ja/channels.ts';
import { report as reportJa } from './ja/report.ts';
import { fileCheck as fileCheckJa } from './ja/file-check.ts';
import { frame as frameJa } from './ja/frame.ts';
import { help as helpJa } from './ja/help.ts';
import { home as homeJa } from './ja/home.ts';
import { settings as settingsJa } from './ja/settings.ts';

export const windowTexts = {
  en: {
    frame: frameEn,
    home: homeEn,
    fileCheck: fileCheckEn,
    build: buildEn,
    deliveries: deliveriesEn,
    channels: channelsEn,
    report: reportEn,
    help: helpEn,
    settings: settingsEn,
  },
  ja: {
    frame: frameJa,
    home: homeJa,
    fileCheck: fileCheckJa,
    build: buildJa,
    deliveries: deliveriesJa,
    channels: channelsJa,
    report: reportJa,
    help: helpJa,
    settings: settingsJa,
  },
} as const;

type Texts = (typeof windowTexts)['en'];
type WithoutForm<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** `topic.name` of every text without its plural form. */
export type WindowKey = {
  [Topic in keyof Texts]: `${Topic & string}.${WithoutForm<keyof Texts[Topic]> & string}`;
}[keyof Texts];

type FormOf<Topic, Name extends string> = Name extends keyof Topic
  ? Topic[Name]
  : `${Name}_other` extends keyof Topic
    ? Topic[`${Name}_other`]
    : never;
type TextOf<Key extends string> = Key extends `${infer Topic}.${infer Name}`
  ? Topic extends keyof Texts
    ? FormOf<Texts[Topic], Name>
    : never
  : never;
type NameIn<Blank extends string> = Blank extends `${infer Name},${string}` ? Name : Blank;
type BlanksIn<Text> = Text extends `${string}{{${infer Blank}}}${infer Rest}`
  ? NameIn<Blank> | BlanksIn<Rest>
  : never;

/** What fills the blanks of a text: no argument where it has none. `count` chooses the plural form. */
export type BlanksFor<Key extends WindowKey> = [BlanksIn<TextOf<Key>>] extends [never]
  ? []
  : [
      blanks: {
        readonly [Name in BlanksIn<TextOf<Key>>]: Name extends 'count' ? number : string;
      },
    ];

export type Say = <Key extends WindowKey>(key: Key, ...blanks: BlanksFor<Key>) => string;

/** The window's words in one language. */
export const createSay = (language: Language): Say => {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    ns: ['window'],
    defaultNS: 'window',
    resources: { [language]: { window: windowTexts[language] } },
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  const text = (key: string, blanks: Readonly<Record<string, unknown>> = {}): string =>
    i18n.t(key, blanks);
  return (key, ...blanks) => text(key, blanks[0]);
};
