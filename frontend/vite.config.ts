import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/static/app/', // Django serves what is built here
  plugins: [react()],
  build: {
    outDir: '../orchestrator_site/static/app',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false }, // it would be an inline script
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
});
