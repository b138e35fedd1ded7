// Whether a window can be opened here. Macs and Windows have a desktop; on Linux it has to be said
// where one is.
import process from 'node:process';

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
