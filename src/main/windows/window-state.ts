/** Where the window stood and how large it was, so that it comes back there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const windowState = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});

export const SMALLEST = { width: 900, height: 600 } as const;
const usual = { width: 1240, height: 820 } as const;

const isOnScreen = ({ x, y, width, height }: Rectangle): boolean => {
  const { workArea } = screen.getDisplayMatching({ x, y, width, height });
  const overlapX = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
  const overlapY = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y);
  return overlapX >= SMALLEST.width / 2 && overlapY >= SMALLEST.height / 2;
};

/** The bounds to begin with: the last ones where they are still on a screen, else the usual size. */
export const readWindowState = (
  filePath: string,
): { readonly bounds: Partial<Rectangle>; readonly maximized: boolean } => {
  try {
    const { maximized, ...bounds } = windowState.parse(JSON.parse(readFileSync(filePath, 'utf8')));
    return { bounds: isOnScreen(bounds) ? bounds : usual, maximized };
  } catch {
    return { bounds: usual, maximized: false };
  }
};

/** Keeps the window's place when it closes. */
export const keepWindowState = (window: BrowserWindow, filePath: string): void =>
  void window.on('close', () => {
    const state = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(filePath, JSON.stringify(state), { mode: 0o600 });
    } catch {
      // The window opens in its usual place next time.
    }
  });
