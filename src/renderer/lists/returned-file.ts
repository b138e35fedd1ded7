/** The returned error CSV that is looked at. It outlives the screen, as the open lists do. */
import { create } from 'zustand';
import type { OpenedList } from '#contract/window.ts';
import { api } from '../api/client.ts';

type ReturnedFile = { readonly file: OpenedList | null };

export const useReturnedFile = create<ReturnedFile>()(() => ({ file: null }));

/** Takes the first of some files as the report; one report is read at a time. */
export const takeReturnedFile = ([file, ...others]: readonly OpenedList[]): void => {
  for (const { fileId } of others) void api.files.close({ fileId });
  if (file !== undefined) useReturnedFile.setState({ file });
};

export const forgetReturnedFile = (): void => useReturnedFile.setState({ file: null });

/** An engine that comes back knows no file: this one is opened again. */
api.app.engineRestarted(() => {
  const { file } = useReturnedFile.getState();
  if (file === null) return;
  void api.lists
    .reopen({ fileId: file.fileId })
    .then((answer) => useReturnedFile.setState({ file: answer.ok ? answer.value : null }));
});
