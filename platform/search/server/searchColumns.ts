import type { Row } from '#kernel/db/batch.ts';
import { fold } from '#kernel/chinese/foldChinese.ts';
import { initialsOf } from '#kernel/chinese/pinyin.ts';
import { searchTokens } from '#kernel/chinese/tokens.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';

/** What the search reads of a record: tokens for the index, folded names and initials for recheck and ranking. */
export interface SearchColumns {
  tokens: string[];
  searchText: string;
  initials: string;
}

/** Folded, without spaces and signs: what tokens are made of and what the recheck looks into. */
export const plainText = (text: string) => fold(text).replace(/[^\p{L}\p{N}]+/gu, '');

/** Pairs of neighbouring initials, marked so that they never meet other tokens: "szlk" gives ~sz ~zl ~lk. */
export const initialsTokens = (initials: string) =>
  initials.length < 2 ? [`~${initials}`] : Array.from({ length: initials.length - 1 }, (_, i) => `~${initials.slice(i, i + 2)}`);

export function searchColumns(object: ObjectDefinition, row: Row): SearchColumns {
  const names: string[] = [];
  const phones: string[] = [];
  for (const [key, field] of Object.entries(object.fields)) {
    const value = row[key];
    if (!field.search || typeof value !== 'string' || !value) continue;
    (field.kind === 'phone' ? phones : names).push(value);
  }
  const variants = [...new Set(names.flatMap((name) => initialsOf(name)))].filter(Boolean);
  return {
    tokens: [...new Set([...searchTokens({ name: names, phones, other: [] }), ...variants.flatMap(initialsTokens)])],
    searchText: [...names.map(plainText), ...phones.map((p) => p.replace(/\D/g, ''))].join('\n'),
    initials: variants.join(' '),
  };
}

/** Do the fields that feed the search differ? */
export const searchChanged = (object: ObjectDefinition, before: Row, after: Row) =>
  Object.entries(object.fields).some(([key, field]) => field.search && before[key] !== after[key]);
