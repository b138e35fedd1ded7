/**
 * Builds the window: main and preload as CommonJS (a sandboxed preload can't be anything else, and
 * the fallback Electron can't start from an ES module), the page as what that Electron's Chromium
 * understands. The engine and the command line are built by scripts/build.mjs.
 */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const commonJs = { format: 'cjs', entryFileNames: '[name].cjs' } as const;

const forMain = (entry: string) => ({
  target: 'node18',
  minify: false,
  sourcemap: true,
  rolldownOptions: { input: { index: resolve(import.meta.dirname, entry) }, output: commonJs },
});

export default defineConfig({
  main: { build: { ...forMain('src/main/index.ts'), externalizeDeps: true } },
  preload: { build: { ...forMain('src/preload/index.ts'), externalizeDeps: false } },
  renderer: {
    root: resolve(import.meta.dirname, 'src/renderer'),
    plugins: [react()],
    build: {
      target: 'chrome114',
      minify: true,
      outDir: resolve(import.meta.dirname, 'out/renderer'),
      sourcemap: false,
      // Fonts and pictures stay files: the page's policy lets no other address in.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1_800,
      reportCompressedSize: false,
      rolldownOptions: { input: resolve(import.meta.dirname, 'src/renderer/index.html') },
    },
  },
});
