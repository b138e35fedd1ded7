/**
 * Hears what the user brings with files: dropped anywhere, chosen in a file input, pasted. The
 * paths go to main; a file that a script made up has none.
 */
import { webUtils } from 'electron';
import type { Client } from '#contract/define.ts';
import type { GestureContract } from '#contract/window.ts';

type GestureClient = Client<GestureContract>['gesture'];

/** Electron had the path on the file itself until version 31, and has `webUtils` since 29. */
type FileWithPath = File & { readonly path?: string };

export const pathOf = (file: FileWithPath): string =>
  (webUtils as typeof webUtils | undefined)?.getPathForFile(file) ?? file.path ?? '';

const most = 100;

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Listens before the page does, so that a dropped page can't be opened instead of it. */
export const hearGestures = (page: Window, gesture: GestureClient): void => {
  const bring = (list: FileList | null | undefined): boolean => {
    const files = [...(list ?? [])].slice(0, most);
    const paths = files.map(pathOf).filter((path) => path !== '');
    const pathless = files.filter((file) => pathOf(file) === '').map(({ name }) => name);
    if (files.length > 0) void gesture.bring({ paths, pathless });
    return files.length > 0;
  };

  page.addEventListener('dragover', (event) => event.preventDefault(), true);
  page.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      bring(event.dataTransfer?.files);
    },
    true,
  );
  page.addEventListener(
    'change',
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.type !== 'file') return;
      bring(target.files);
      // The same file can be chosen again.
      target.value = '';
    },
    true,
  );
  page.addEventListener(
    'paste',
    (event) => {
      // A script can make a paste up, and must not be handed the clipboard for it.
      if (!event.isTrusted) return;
      if (bring(event.clipboardData?.files) || isField(event.target)) return;
      void gesture.paste({});
    },
    true,
  );
};
