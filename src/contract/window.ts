/**
 * What the shell of the window (Electron's main process) serves to the page, besides the engine's
 * calls that it passes on: everything that touches the desktop. The page never sends a path; lists
 * reach it by one door, the event `lists.opened`, whichever way the user took.
 */
import { z } from 'zod';
import { command, event, type OpenToAnyone, openToAnyone, query } from './define.ts';
import { engineContract } from './engine.ts';
import { readErrors, writeErrors } from './errors.ts';
import {
  appId,
  buildInput,
  buildProgress,
  channelId,
  manifest,
  openedBatch,
} from './schemas/batch.ts';
import {
  batchId,
  byteProgress,
  checkId,
  count,
  deliveryId,
  fileId,
  folderId,
  language,
  profileId,
  sha256,
} from './schemas/common.ts';
import { credentials } from './schemas/profile.ts';
import { reportMapping, reportMatches, reportRowsInput } from './schemas/report.ts';
import { failureValue, recentId, settings, settingsChange } from './schemas/window.ts';

const openedList = z.object({
  fileId,
  name: z.string(),
  bytes: count,
  modifiedAt: z.iso.datetime(),
});
export type OpenedList = z.output<typeof openedList>;

/** Something that was offered and could not be opened: its name and why. */
const refusedList = z.object({ name: z.string(), failure: failureValue });

const openedLists = z.object({
  opened: z.array(openedList).readonly(),
  refused: z.array(refusedList).readonly(),
});
export type OpenedLists = z.output<typeof openedLists>;

/** A batch in Dropline's own folder, as its manifest says. Its bytes are looked at when it is sent. */
export const keptBatch = z.object({
  batchId,
  /** SHA-256 of the manifest. */
  seal: sha256,
  manifest,
});
export type KeptBatch = z.output<typeof keptBatch>;

export const windowContract = {
  app: {
    state: query({
      input: z.object({}).strict(),
      output: z.object({
        version: z.string(),
        /** Why this installation is for practice only; null where it is not. */
        practiceOnly: z.enum(['old-electron']).nullable(),
        /** The name under which a damaged database was set aside since the start; null where none was. */
        storeSetAside: z.string().nullable(),
        /** The channels that were damaged and set aside since the start. */
        profilesSetAside: z.array(z.string()),
        dataFolder: z.string(),
        practiceFolder: z.string(),
        /** What the operating system speaks; English where it is neither. */
        systemLanguage: language,
      }),
      errors: [],
    }),
    /** How far the work is, for the task bar: 0 to 1, or null when there is none. */
    showProgress: query({
      input: z.object({ fraction: z.number().min(0).max(1).nullable() }).strict(),
      output: z.object({}),
      errors: [],
    }),
    /** A notification of the desktop, shown only while the window is not looked at. */
    notify: query({
      input: z.object({ title: z.string().max(200), body: z.string().max(500) }).strict(),
      output: z.object({}),
      errors: [],
    }),
    /** What the user chose in the menu or in a notification that the page has to do. */
    chosen: event({
      payload: z.object({
        command: z.enum([
          'open-lists',
          'go-home',
          'go-settings',
          'go-help',
          'go-deliveries',
          'next-problem',
          'previous-problem',
        ]),
      }),
    }),
    /** The engine came to its end and was started again; what was under way has failed. */
    engineRestarted: event({ payload: z.object({}) }),
  },
  lists: {
    /** Lists the user dropped, chose, pasted, or named to a second start of the app. */
    opened: event({ payload: openedLists }),
    /** Asks for what was opened before the page was there to hear of it. */
    waiting: query({ input: z.object({}).strict(), output: openedLists, errors: [] }),
    recent: query({
      input: z.object({}).strict(),
      output: z.object({
        lists: z.array(
          z.object({ recentId, name: z.string(), bytes: count, openedAt: z.iso.datetime() }),
        ),
      }),
      errors: [],
    }),
    openRecent: query({
      input: z.object({ recentId }).strict(),
      output: openedList,
      errors: readErrors,
    }),
    /** Opens a list once more, whose handle was lost with an engine or whose file was replaced. */
    reopen: query({
      input: z.object({ fileId }).strict(),
      output: openedList,
      errors: readErrors,
    }),
    forgetRecent: query({ input: z.object({}).strict(), output: z.object({}), errors: [] }),
    /** Writes the sample list beside the data and opens it. */
    openSample: command({
      input: z.object({}).strict(),
      output: openedList,
      progress: byteProgress,
      errors: [...readErrors, ...writeErrors],
    }),
  },
  exports: {
    /** Asks where to, then writes every finding of a check as CSV. `saved: false`: the user thought better of it. */
    findings: command({
      input: z.object({ checkId, suggestedName: z.string().max(200), language }).strict(),
      output: z.object({ saved: z.boolean(), rows: count }),
      progress: byteProgress,
      errors: [...readErrors, ...writeErrors],
    }),
    /** The same for the rows of a returned error CSV, or those of one of its reasons. */
    reportRows: command({
      input: reportRowsInput.extend({ suggestedName: z.string().max(200) }),
      output: z.object({ saved: z.boolean(), rows: count }),
      progress: byteProgress,
      errors: engineContract.reports.exportRows.errors,
    }),
    /** Asks where to, then writes a delivery's receipt there as JSON. */
    receipt: query({
      input: z.object({ deliveryId, suggestedName: z.string().max(200) }).strict(),
      output: z.object({ saved: z.boolean() }),
      errors: engineContract.deliveries.saveReceipt.errors,
    }),
    /** Puts a delivery's receipt into the clipboard, in words. */
    copyReceipt: query({
      input: z.object({ deliveryId, language }).strict(),
      output: z.object({}),
      errors: engineContract.deliveries.receipt.errors,
    }),
    /** Asks where to, then writes the whole audit trail there as CSV. */
    audit: command({
      input: z.object({ suggestedName: z.string().max(200) }).strict(),
      output: z.object({ saved: z.boolean(), rows: count }),
      progress: byteProgress,
      errors: engineContract.audit.export.errors,
    }),
    /** Shows in the file manager what was saved last. */
    revealLast: query({
      input: z.object({}).strict(),
      output: z.object({}),
      errors: ['unknown-id'],
    }),
  },
  folders: {
    /** Asks for a folder to write into. `folderId` is null where the user thought better of it. */
    choose: query({
      input: z.object({ use: z.enum(['new', 'existing']) }).strict(),
      output: z.object({ folderId: folderId.nullable(), name: z.string() }),
      errors: writeErrors,
    }),
    /**
     * Asks for the folder that stands in a channel for a bucket. The path comes back to be shown and
     * to go into the channel; one that was never chosen here is refused there.
     */
    chooseForChannel: query({
      input: z.object({}).strict(),
      output: z.object({ path: z.string().nullable() }),
      errors: writeErrors,
    }),
    /** Asks for the folder of a batch and opens it. Null where the user thought better of it. */
    chooseBatch: command({
      input: z.object({}).strict(),
      output: z.object({ batch: openedBatch.nullable() }),
      progress: byteProgress,
      errors: ['batch-missing', 'batch-altered', 'file-permission', 'file-read-failed'],
    }),
    reveal: query({
      input: z.object({ folder: z.enum(['data', 'practice']) }).strict(),
      output: z.object({}),
      errors: ['out-failed'],
    }),
  },
  outbox: {
    /** Builds a batch into Dropline's own folder, in a place that main chooses. */
    build: command({
      input: buildInput.omit({ outId: true }),
      output: keptBatch,
      progress: buildProgress,
      errors: engineContract.batches.build.errors,
    }),
    /** The batches that were built here, the newest first. */
    list: query({
      input: z.object({}).strict(),
      output: z.object({ batches: z.array(keptBatch) }),
      errors: [],
    }),
    /** Opens and verifies a batch again that an earlier engine knew. */
    open: command({
      input: z.object({ batchId }).strict(),
      output: z.object({}),
      progress: byteProgress,
      errors: ['unknown-id', ...engineContract.batches.open.errors],
    }),
    /** Finds the batches, kept here or delivered, that a returned error CSV may be about. */
    matchReport: command({
      input: z.object({ fileId, mapping: reportMapping.default({}) }).strict(),
      output: reportMatches,
      progress: byteProgress,
      errors: engineContract.reports.match.errors,
    }),
    /** The practice folder as a place to deliver to; the built-in one is made when it is missing. */
    practiceDrop: query({
      input: z.object({}).strict(),
      output: z.object({ folderId, name: z.string(), appId, channelId }),
      errors: writeErrors,
    }),
    /**
     * Asks for a folder and copies a batch's parts into it. `saved: false`: the user thought better of it.
     * A practice batch has no place in the dashboard.
     */
    saveForDashboard: command({
      input: z.object({ batchId }).strict(),
      output: z.object({ saved: z.boolean(), folder: z.string() }),
      progress: byteProgress,
      errors: [
        ...(['unknown-id', 'address-mismatch'] as const),
        ...engineContract.batches.open.errors,
        ...writeErrors,
      ],
    }),
  },
  keys: {
    /** Asks the keychain, which may ask the user to unlock it: only where keys are spoken of. */
    keychain: query({
      input: z.object({}).strict(),
      output: z.object({ state: z.enum(['open', 'closed']) }),
      errors: [],
    }),
    /** Write-only: what was saved never comes back. Without a keychain it is kept until the app ends. */
    save: query({
      input: z.object({ profileId, credentials }).strict(),
      output: z.object({ keptIn: z.enum(['keychain', 'session']) }),
      errors: [],
    }),
    /** The last four characters of the access key's ID; null where none is kept. */
    state: query({
      input: z.object({ profileId }).strict(),
      output: z.object({ lastFour: z.string().max(4).nullable() }),
      errors: [],
    }),
    remove: query({
      input: z.object({ profileId }).strict(),
      output: z.object({}),
      errors: ['keychain-closed'],
    }),
  },
  settings: {
    read: query({ input: z.object({}).strict(), output: settings, errors: [] }),
    change: query({ input: settingsChange, output: settings, errors: writeErrors }),
    changed: event({ payload: settings }),
    /** Asks for another practice folder. */
    choosePracticeFolder: query({
      input: z.object({}).strict(),
      output: settings,
      errors: writeErrors,
    }),
  },
  help: {
    /** Opens one of a few fixed pages in the browser. */
    openPage: query({
      input: z.object({ page: z.enum(['repro-documents', 'line-user-ids']) }).strict(),
      output: z.object({}),
      errors: ['unknown-id'],
    }),
  },
};

export type WindowContract = typeof windowContract;

/**
 * What the preload script asks of main when the user drops, chooses or pastes something. It is not
 * handed on to the page: only a real gesture brings a path here.
 */
export const gestureContract = {
  gesture: {
    bring: query({
      input: z
        .object({
          paths: z.array(z.string().max(4096)).max(100),
          /** Names of what has no path: it came out of another app, or a script made it up. */
          pathless: z.array(z.string().max(4096)).max(100),
        })
        .strict(),
      output: z.object({}),
      errors: [],
    }),
    /** Takes rows out of the clipboard, which main reads itself. */
    paste: query({ input: z.object({}).strict(), output: z.object({}), errors: [] }),
  },
};

export type GestureContract = typeof gestureContract;

/** Everything that the page can call: main's own calls, and the engine's that are for anyone. */
export type PageContract = OpenToAnyone<EngineForPage> & WindowContract;
type EngineForPage = typeof engineContract;

export const pageContract: PageContract = { ...openToAnyone(engineContract), ...windowContract };
