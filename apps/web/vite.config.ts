import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = `http://127.0.0.1:${process.env['PORT'] ?? '7300'}`;

// The build tool takes the default export of its configuration.
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  build: { outDir: here('../../dist/web'), emptyOutDir: true, chunkSizeWarningLimit: 900 },
  server: { port: 7301, proxy: { '/api': { target: server, changeOrigin: false } } },
});
