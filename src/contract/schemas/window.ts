/** Small shapes of what the window's shell and its page tell each other. */
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';

/** A failure that travels inside a value, because it belongs to one of several things. */
export const failureValue = z.object({
  code: z.enum(ERROR_CODES as unknown as readonly [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  details: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]),
  ),
  retryable: z.boolean(),
});

export const recentId = z.string().regex(/^recent-[0-9a-f]{16}$/);

export const languageChoice = z.enum(['system', 'en', 'ja']);
export type LanguageChoice = z.output<typeof languageChoice>;

export const themeChoice = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.output<typeof themeChoice>;

/** Percent. The steps are those of the menu. */
export const ZOOM_STEPS = [80, 90, 100, 110, 125, 150, 175, 200] as const;
export const zoomPercent = z.union(ZOOM_STEPS.map((step) => z.literal(step)));

export const settings = z
  .object({
    language: languageChoice.default('system'),
    theme: themeChoice.default('system'),
    zoomPercent: zoomPercent.default(100),
    /** Null: the built-in one. A name to show, never a path to use. */
    practiceFolder: z.string().nullable().default(null),
  })
  .strict();
export type Settings = z.output<typeof settings>;

/** What the page may change by itself: folders are chosen in a dialog of the desktop. */
export const settingsChange = z
  .object({
    language: languageChoice.optional(),
    theme: themeChoice.optional(),
    zoomPercent: zoomPercent.optional(),
  })
  .strict();
export type SettingsChange = z.output<typeof settingsChange>;
