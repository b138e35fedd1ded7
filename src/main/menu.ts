/** The menu of the app: roles of the system where there are any, the rest told to the page. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MainWords } from './words.ts';

export type MenuActions = {
  readonly openLists: () => void;
  readonly zoom: (direction: 'in' | 'out' | 'reset') => void;
  readonly tellPage: (
    command: 'go-home' | 'go-settings' | 'go-help' | 'next-problem' | 'previous-problem',
  ) => void;
};

/** Puts the menu up, in the language of `words`. */
export const showMenu = (words: MainWords, actions: MenuActions): void => {
  const isMac = process.platform === 'darwin';
  const { tellPage } = actions;
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const settings: MenuItemConstructorOptions = {
    label: words.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => tellPage('go-settings'),
  };
  const file: MenuItemConstructorOptions = {
    label: words.file,
    submenu: [
      { label: words.open, accelerator: 'CmdOrCtrl+O', click: actions.openLists },
      separator,
      ...(isMac ? [] : [settings, separator]),
      isMac ? { role: 'close', label: words.close } : { role: 'quit', label: words.quit },
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      separator,
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: words.view,
    submenu: [
      { label: words.home, accelerator: 'CmdOrCtrl+Shift+H', click: () => tellPage('go-home') },
      separator,
      // The page hears these keys by itself, where it knows what they are about.
      {
        label: words.nextProblem,
        accelerator: 'F8',
        registerAccelerator: false,
        click: () => tellPage('next-problem'),
      },
      {
        label: words.previousProblem,
        accelerator: 'Shift+F8',
        registerAccelerator: false,
        click: () => tellPage('previous-problem'),
      },
      separator,
      { label: words.larger, accelerator: 'CmdOrCtrl+Plus', click: () => actions.zoom('in') },
      { label: words.smaller, accelerator: 'CmdOrCtrl+-', click: () => actions.zoom('out') },
      { label: words.usualSize, accelerator: 'CmdOrCtrl+0', click: () => actions.zoom('reset') },
      separator,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  };
  const window: MenuItemConstructorOptions = {
    label: words.window,
    submenu: [
      { role: 'minimize', label: words.minimize },
      { role: 'close', label: words.close },
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: words.help,
    submenu: [
      {
        label: words.openHelp,
        accelerator: 'F1',
        registerAccelerator: false,
        click: () => tellPage('go-help'),
      },
    ],
  };
  const app: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'hide' },
      { role: 'quit' },
    ],
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([...(isMac ? [app] : []), file, edit, view, window, help]),
  );
};
