/**
 * Imported first, this has the engine's sizes as the build for fault tests has them: a thousand times
 * smaller, so that a list of some kilobytes goes in three pieces. For what is not about the sizes.
 */
Object.assign(globalThis, { DROPLINE_FAULT_POINTS: true });
