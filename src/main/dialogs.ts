/** Questions that the desktop asks in its own windows: which list, where to, which folder. */
import { type BrowserWindow, dialog } from 'electron';
import type { MainWords } from './words.ts';

export type Dialogs = {
  readonly chooseLists: () => Promise<readonly string[]>;
  readonly chooseFolder: () => Promise<string | undefined>;
  readonly chooseCsv: (suggestedPath: string) => Promise<string | undefined>;
  readonly chooseJson: (suggestedPath: string) => Promise<string | undefined>;
};

const fileKinds = {
  csv: { name: 'CSV', extensions: ['csv'] },
  json: { name: 'JSON', extensions: ['json'] },
};

const chooseNewFile = async (
  window: BrowserWindow,
  suggestedPath: string,
  title: string,
  kind: keyof typeof fileKinds,
): Promise<string | undefined> => {
  const answer = await dialog.showSaveDialog(window, {
    title,
    defaultPath: suggestedPath,
    filters: [fileKinds[kind]],
    properties: ['dontAddToRecent', 'showOverwriteConfirmation'],
  });
  return answer.canceled ? undefined : answer.filePath;
};

export const createDialogs = (window: BrowserWindow, words: () => MainWords): Dialogs => ({
  chooseLists: async () => {
    const { lists, allFiles, open } = words();
    const answer = await dialog.showOpenDialog(window, {
      title: open,
      properties: ['openFile', 'multiSelections', 'dontAddToRecent'],
      filters: [
        { name: lists, extensions: ['csv', 'tsv', 'txt'] },
        { name: allFiles, extensions: ['*'] },
      ],
    });
    return answer.filePaths;
  },
  chooseFolder: async () => {
    const answer = await dialog.showOpenDialog(window, {
      title: words().chooseFolder,
      properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
    });
    return answer.filePaths[0];
  },
  chooseCsv: (path) => chooseNewFile(window, path, words().saveCsv, 'csv'),
  chooseJson: (path) => chooseNewFile(window, path, words().saveReceipt, 'json'),
});
