/**
 * Builds the window: main, preload and renderer. The engine and the command line are built by
 * `scripts/build.mjs`, because they run under Node.
 *
 * Main and preload are CommonJS: a sandboxed preload has to be, and the old Electron of the tests
 * (Node 18, Chromium 114) can't start from an ES module.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const commonJs = (room: 'main' | 'preload') => ({
  target: 'node18',
  outDir: `out/${room}`,
  sourcemap: true,
  minify: false,
  rolldownOptions: {
    input: { index: `src/${room}/index.ts` },
    output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
  },
});

export default defineConfig({
  main: { build: { ...commonJs('main'), externalizeDeps: true } },
  // A sandboxed preload can require nothing but Electron: whatever it uses is bundled.
  preload: { build: { ...commonJs('preload'), externalizeDeps: false } },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: 'out/renderer',
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});
