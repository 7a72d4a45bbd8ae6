import { companyEnding, looksLikeDate, looksLikePhone } from '#kernel/chinese/importWords.ts';

export type ContentType = 'empty' | 'number' | 'date' | 'email' | 'url' | 'phone' | 'company' | 'text';

const patterns: readonly (readonly [ContentType, RegExp])[] = [
  ['empty', /^\s*$/],
  ['email', /^[^\s@,;]+@[^\s@,;]+\.[a-z]{2,}$/i],
  ['url', /^(?:https?:\/\/|www\.)\S+$/i],
  ['date', looksLikeDate],
  ['phone', looksLikePhone],
  ['number', /^[-+(]?\s*[¥￥$€£]?\s*\d[\d,]*(?:\.\d+)?\s*%?\)?$/],
];

/** What a cell looks like by itself. */
export function contentTypeOf(cell: string): ContentType {
  const text = cell.trim();
  const found = patterns.find(([, pattern]) => pattern.test(text));
  return found ? found[0] : 'text';
}

export const isCompanyName = (cell: string): boolean => companyEnding.test(cell.trim());
