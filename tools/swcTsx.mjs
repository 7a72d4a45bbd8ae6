// Preloaded before dependency-cruiser: its swc parser does not know that a .tsx file holds JSX, so it is told.
import { createRequire } from 'node:module';

const swc = createRequire(import.meta.url)('@swc/core');
const parse = swc.parseFileSync;
Object.defineProperty(swc, 'parseFileSync', {
  configurable: true,
  enumerable: true,
  value: (file, options) => parse.call(swc, file, { ...options, tsx: file.endsWith('.tsx') }),
});
