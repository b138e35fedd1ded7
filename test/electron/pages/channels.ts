/** Channels: adding one with its key, and what is said of it. */
import type { Person } from './person.ts';

const words = {
  en: {
    channels: 'Channels',
    add: 'Add a channel',
    name: 'Name',
    environment: { production: 'Production', test: 'Test', practice: 'Practice' },
    appId: 'App ID',
    channelId: 'Channel ID',
    bucket: 'Bucket',
    endpoint: 'Other S3 address (optional)',
    save: (name: string) => `Save the channel “${name}”`,
    keyId: 'Access key ID',
    secret: 'Secret access key',
    saveKey: /^(Save|Replace) the key$/,
    keySaved: 'The key was saved in the keychain of this computer.',
    keyHeld: /^No keychain is open on this computer: the key is kept until you close Dropline/,
  },
  ja: {
    channels: 'チャネル',
    add: 'チャネルを追加',
    name: '名前',
    environment: { production: '本番', test: 'テスト', practice: '練習モード' },
    appId: 'アプリID',
    channelId: 'チャネルID',
    bucket: 'バケット',
    endpoint: '別のS3の接続先（任意）',
    save: (name: string) => `チャネル「${name}」を保存`,
    keyId: 'アクセスキーID',
    secret: 'シークレットアクセスキー',
    saveKey: /^アクセスキーを(保存|置き換え)$/,
    keySaved: 'アクセスキーを、このコンピューターの資格情報の保管場所に保存しました。',
    keyHeld: /^資格情報の保管場所を利用できません。アクセスキーはDroplineを閉じるまで保持され/,
  },
};

export type ChannelEntry = {
  readonly name: string;
  readonly environment: 'production' | 'test' | 'practice';
  readonly appId: string;
  readonly channelId: string;
  readonly bucket: string;
  readonly endpoint: string;
};

export const channels = (person: Person) => {
  const { page } = person;
  const say = person.in(words);
  return {
    visit: () => person.press(say.channels),
    add: async ({ environment, ...entry }: ChannelEntry) => {
      await person.press(say.add);
      await person.fill(say.name, entry.name);
      await page.getByRole('radio', { name: say.environment[environment], exact: true }).check();
      for (const field of ['appId', 'channelId', 'bucket', 'endpoint'] as const) {
        await person.fill(say[field], entry[field]);
      }
      await person.press(say.save(entry.name));
      await person.seesHeading(new RegExp(entry.name));
    },
    open: (name: string) => person.press(new RegExp(`^${name}`)),
    saveKey: async (key: { accessKeyId: string; secretAccessKey: string }) => {
      await person.fill(say.keyId, key.accessKeyId);
      await person.fill(say.secret, key.secretAccessKey);
      await person.press(say.saveKey);
      await person.sees(new RegExp(`…${key.accessKeyId.slice(-4)}`));
    },
    keyIsInKeychain: () => person.sees(say.keySaved),
    keyIsHeldOnly: () => person.sees(say.keyHeld),
  };
};
