import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const LAYERS = '@layer base, vendor, components;';

/** The styles say which layer wins before any of them is read. */
const layersFirst: Plugin = {
  name: 'layers-first',
  generateBundle: {
    order: 'post', // the one file of styles is made by then
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) {
          file.source = LAYERS + file.source;
        }
      }
    },
  },
};

/** Of the path within the source, so that every machine builds the same. */
const shortHash = (file: string) =>
  createHash('sha256')
    .update(relative(import.meta.dirname, file.replace(/\?.*$/, '')))
    .digest('base64url')
    .slice(0, 3);

export default defineConfig({
  base: '/static/app/', // Django serves what is built here
  plugins: [react(), layersFirst],
  css: {
    modules: {
      // Without the number of the line: what is alike in a file is sent shorter.
      generateScopedName: (name, file) => `_${name}_${shortHash(file)}`,
    },
  },
  build: {
    outDir: '../orchestrator_site/static/app',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false }, // it would be an inline script
    assetsInlineLimit: 0,
    cssCodeSplit: false, // one file is smaller than many are together, and is fetched once
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
});
