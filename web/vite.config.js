// Builds the pages into the Python package, which serves them; in development hands API calls on to a running server.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.SCROLLKEEPER_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../scrollkeeper/static',
    emptyOutDir: true,
    target: 'es2023',
    // A strict content policy forbids data: addresses for scripts and fonts, so nothing is put inline.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  worker: { format: 'es' },
  server: {
    proxy: { '/api': { target: server, ws: true, changeOrigin: true, headers: { origin: server } } },
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
