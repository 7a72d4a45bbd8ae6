import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const all = ['ui', 'apps/web', 'platform', 'modules'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
);
const filesOf = (pattern: RegExp) => all.filter((path) => pattern.test(path) && !path.includes('.test.'));
const webSources = filesOf(/^(ui|apps\/web|(platform|modules)\/\w+\/web)\/.*\.tsx?$/);

const keysIn = (language: string): string[] =>
  filesOf(new RegExp(`^(modules|platform)/\\w+/messages/${language}\\.json$`)).flatMap((path) => Object.keys(JSON.parse(read(path))));

test.each(['zh-TW', 'en'])('%s has a word wherever zh-CN has one, and no other', (language) => {
  expect(keysIn(language).sort()).toEqual(keysIn('zh-CN').sort());
});

test('every word a page asks for exists', () => {
  const known = new Set(keysIn('en'));
  const asked = webSources.flatMap((path) => [...read(path).matchAll(/\bt\(\[?'([^'$]+)'|i18nKey="([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? ''));
  expect(asked.length).toBeGreaterThan(200);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});

test('no page holds Chinese words of its own', () => {
  const code = (path: string) =>
    read(path)
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '');
  expect(webSources.filter((path) => /\p{Script=Han}/u.test(code(path)))).toEqual([]);
});
