/** What main serves to the page, put together from the parts that do it. */
import { join } from 'node:path';
import { app, type BrowserWindow, clipboard, Notification, shell } from 'electron';
import type { Client, Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Language } from '#contract/schemas/common.ts';
import type { WindowContract } from '#contract/window.ts';
import { sampleList } from '#shell/sample-list.ts';
import { createDeliveryExports } from './deliveries/exports.ts';
import type { Dialogs } from './dialogs.ts';
import { expected } from './expected.ts';
import type { Grants } from './grants.ts';
import type { Keys } from './keys.ts';
import { createOutbox } from './outbox.ts';
import type { RecentLists } from './recent-lists.ts';
import type { SetAside } from './set-aside.ts';
import type { SettingsStore } from './settings.ts';
import type { TaskBar } from './task-bar.ts';
import { languageOf } from './words.ts';

/** The only pages that the app ever opens in a browser, by id, in the language of the window. */
const helpPages = {
  en: {
    'repro-documents': 'https://docs.repro.io/en/',
    'line-user-ids': 'https://developers.line.biz/en/docs/messaging-api/getting-user-ids/',
  },
  ja: {
    'repro-documents': 'https://docs.repro.io/ja/',
    'line-user-ids': 'https://developers.line.biz/ja/docs/messaging-api/getting-user-ids/',
  },
} as const;

export type PageParts = {
  readonly window: BrowserWindow;
  readonly taskBar: TaskBar;
  readonly engine: Client<EngineContract>;
  readonly grants: Grants;
  readonly recent: RecentLists;
  readonly settings: SettingsStore;
  readonly dialogs: Dialogs;
  readonly keys: Keys;
  /** Folders that the user chose for channels; `withChosenPlaces` lets no other in. */
  readonly channelFolders: Set<string>;
  readonly dataDir: string;
  readonly practiceOnly: 'old-electron' | null;
  /** That of the window, as it is now. */
  readonly language: () => Language;
  /** What was damaged and set aside since the start. */
  readonly setAside: SetAside;
};

type PageHandlers = Handlers<WindowContract>;

export const createPageHandlers = (parts: PageParts): PageHandlers => {
  const { window, engine, grants, recent, settings, dialogs, keys, dataDir, channelFolders } =
    parts;
  const builtInPracticeDir = join(dataDir, 'practice-drop');
  const practiceDir = () => settings.current().practiceFolder ?? builtInPracticeDir;
  let lastSaved: string | undefined;
  const outbox = createOutbox({
    engine,
    batchesDir: join(dataDir, 'batches'),
    practice: () => ({
      path: practiceDir(),
      isBuiltIn: settings.current().practiceFolder === null,
    }),
    chooseFolder: dialogs.chooseFolder,
    onSaved: (path) => {
      lastSaved = path;
    },
  });

  /** Asks where to, and has it written there. `saved: false`: the user thought better of it. */
  const saveCsv = async <Code extends ErrorCode>(
    suggestedName: string,
    write: (path: string) => Promise<Result<{ rows: number }, Code>>,
  ): Promise<Result<{ saved: boolean; rows: number }, Code>> => {
    const path = await dialogs.chooseCsv(join(app.getPath('documents'), suggestedName));
    if (path === undefined) return succeed({ saved: false, rows: 0 });
    const written = await write(path);
    if (!written.ok) return written;
    lastSaved = path;
    return succeed({ saved: true, rows: written.value.rows });
  };

  return {
    app: {
      state: async () =>
        succeed({
          version: app.getVersion(),
          practiceOnly: parts.practiceOnly,
          storeSetAside: parts.setAside.store(),
          profilesSetAside: [...parts.setAside.profiles()],
          dataFolder: dataDir,
          practiceFolder: practiceDir(),
          systemLanguage: languageOf(app.getLocale()),
        }),
      showProgress: async ({ fraction }) => {
        parts.taskBar.show('page', fraction === null ? null : { fraction, mode: 'normal' });
        return succeed({});
      },
      notify: async ({ title, body }) => {
        if (!window.isFocused() && Notification.isSupported()) {
          const notification = new Notification({ title, body, silent: true });
          notification.on('click', () => window.show());
          notification.show();
        }
        return succeed({});
      },
    },
    lists: {
      waiting: async () => succeed(grants.takeWaiting()),
      recent: async () => succeed({ lists: [...recent.all()] }),
      openRecent: async ({ recentId }) => {
        const path = recent.pathOf(recentId);
        return path === undefined ? fail('unknown-id') : expected(await grants.open(path));
      },
      reopen: async ({ fileId }) => expected(await grants.reopen(fileId)),
      forgetRecent: async () => {
        await recent.forgetAll();
        return succeed({});
      },
      openSample: async (_input, { signal, progress }) => {
        const path = join(dataDir, sampleList.name);
        // Written whole or not at all, and always the same: one that is there is as good as new.
        const there = await grants.openUnremembered(path);
        if (there.ok || there.error.code !== 'file-missing') return expected(there);
        const written = await engine.samples.write(
          { rows: sampleList.rows, seed: sampleList.seed, path },
          { signal, onProgress: progress },
        );
        return expected(written.ok ? await grants.openUnremembered(path) : written);
      },
    },
    exports: {
      findings: async ({ checkId, suggestedName, language }, { signal, progress }) => {
        const written = await saveCsv(suggestedName, (path) =>
          engine.checks.exportFindings(
            { checkIds: [checkId], path, language },
            { signal, onProgress: progress },
          ),
        );
        return expected(written);
      },
      reportRows: async ({ suggestedName, ...rows }, { signal, progress }) => {
        const written = await saveCsv(suggestedName, (path) =>
          engine.reports.exportRows({ ...rows, path }, { signal, onProgress: progress }),
        );
        return expected(written);
      },
      ...createDeliveryExports({
        engine,
        choosePath: (name, kind) =>
          (kind === 'csv' ? dialogs.chooseCsv : dialogs.chooseJson)(
            join(app.getPath('documents'), name),
          ),
        onSaved: (path) => {
          lastSaved = path;
        },
        copy: (text) => clipboard.writeText(text),
      }),
      revealLast: async () => {
        if (lastSaved === undefined) return fail('unknown-id');
        shell.showItemInFolder(lastSaved);
        return succeed({});
      },
    },
    folders: {
      choose: async ({ use }) => {
        const path = await dialogs.chooseFolder();
        return path === undefined
          ? succeed({ folderId: null, name: '' })
          : expected(await engine.files.openFolder({ path, use }));
      },
      chooseForChannel: async () => {
        const path = await dialogs.chooseFolder();
        if (path === undefined) return succeed({ path: null });
        // The engine says whether anything can be written there.
        const folder = await engine.files.openFolder({ path, use: 'existing' });
        if (!folder.ok) return expected(folder);
        channelFolders.add(path);
        return succeed({ path });
      },
      chooseBatch: async (_input, { signal, progress }) => {
        const path = await dialogs.chooseFolder();
        if (path === undefined) return succeed({ batch: null });
        const batch = await engine.batches.open({ path }, { signal, onProgress: progress });
        return batch.ok ? succeed({ batch: batch.value }) : expected(batch);
      },
      reveal: async ({ folder }) => {
        const problem = await shell.openPath(folder === 'data' ? dataDir : practiceDir());
        return problem === '' ? succeed({}) : fail('out-failed', { name: folder });
      },
    },
    outbox,
    keys: {
      keychain: async () => succeed({ state: await keys.keychainState() }),
      save: ({ profileId, credentials }) => keys.save(profileId, credentials),
      state: ({ profileId }) => keys.lastFour(profileId),
      remove: ({ profileId }) => keys.remove(profileId),
    },
    settings: {
      read: async () => succeed(settings.current()),
      change: ({ language, theme, zoomPercent }) =>
        settings.change({
          ...(language === undefined ? {} : { language }),
          ...(theme === undefined ? {} : { theme }),
          ...(zoomPercent === undefined ? {} : { zoomPercent }),
        }),
      choosePracticeFolder: async () => {
        const path = await dialogs.chooseFolder();
        if (path === undefined) return succeed(settings.current());
        // The engine says whether anything can be written there.
        const folder = await engine.files.openFolder({ path, use: 'existing' });
        return folder.ok ? settings.change({ practiceFolder: path }) : expected(folder);
      },
    },
    help: {
      openPage: async ({ page }) => {
        await shell.openExternal(helpPages[parts.language()][page]);
        return succeed({});
      },
    },
  };
};
