import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Translate = (locale: string, key: string, params?: Record<string, unknown>) => string;

/** Standard fields are named once for all objects. */
const fallbackKey = (key: string) => key.replace(/^field\.\w+\./, 'field.');

/** Reads messages/*.json of platform and modules; placeholders are {{name}}, as in the browser. */
export function loadMessages(projectRoot: string): Translate {
  const words = new Map<string, Map<string, string>>();
  for (const layer of ['platform', 'modules']) {
    for (const part of readdirSync(join(projectRoot, layer))) readPart(join(projectRoot, layer, part, 'messages'), words);
  }
  return (locale, key, params = {}) => {
    const own = words.get(locale) ?? words.get('en');
    const text = own?.get(key) ?? own?.get(fallbackKey(key)) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
  };
}

function readPart(dir: string, words: Map<string, Map<string, string>>) {
  let files: string[];
  try {
    files = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  for (const file of files) {
    const locale = file.replace('.json', '');
    const known = words.get(locale) ?? new Map<string, string>();
    for (const [key, text] of Object.entries(JSON.parse(readFileSync(join(dir, file), 'utf8')) as Record<string, string>)) known.set(key, text);
    words.set(locale, known);
  }
}
