/** Questions that the desktop asks in its own windows: which list, where to, which folder. */
import { type BrowserWindow, dialog } from 'electron';
import type { MainWords } from './words.ts';

export type Dialogs = {
  readonly chooseLists: () => Promise<readonly string[]>;
  readonly chooseFolder: () => Promise<string | undefined>;
  readonly chooseCsv: (suggestedPath: string) => Promise<string | undefined>;
};

const csvFilter = (name: string) => ({ name, extensions: ['csv'] });

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
  chooseCsv: async (suggestedPath) => {
    const answer = await dialog.showSaveDialog(window, {
      title: words().saveCsv,
      defaultPath: suggestedPath,
      filters: [csvFilter('CSV')],
      properties: ['dontAddToRecent', 'showOverwriteConfirmation'],
    });
    return answer.canceled ? undefined : answer.filePath;
  },
});
