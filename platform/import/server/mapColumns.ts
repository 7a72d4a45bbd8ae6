import { fold } from '#kernel/chinese/foldChinese.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field, FieldKind } from '#kernel/objects/field.ts';
import { contentTypeOf, type ContentType } from './contentType.ts';
import { fitByContent, type Fit } from './fitByContent.ts';
import { guessFormat } from './guessFormat.ts';
import type { Table } from './readTable.ts';

export interface ColumnMapping {
  /** Counted from 0. */
  column: number;
  header: string;
  field: string | null;
  how: 'name' | 'alias' | 'content' | 'none';
  /** 0 to 1. */
  confidence: number;
  /** For `parseCell`; absent where the values are clear without it. */
  format?: string;
}

export interface MappingOptions {
  /** Names of the fields in the languages of the product. */
  labels: Readonly<Record<string, readonly string[]>>;
}

/** A way to read a column as a field. */
/** What each column most likely is: by its name, else by what it holds; every field is used once. */
export function proposeMapping(table: Pick<Table, 'headers' | 'sample'>, object: ObjectDefinition, options: MappingOptions): ColumnMapping[] {
  const fields = Object.entries(object.fields).filter(([, field]) => !field.readOnly);
  const valuesOf = (column: number) => table.sample.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  const byName = table.headers.flatMap((header, column) =>
    fitByName(column, header, fields, options).filter((fit) => fit.confidence >= sureName || isPlausible(fit, object, valuesOf(column))),
  );
  const chosen = choose(byName, new Map());
  const byContent = fitByContent(
    table,
    object,
    fields.filter(([key]) => ![...chosen.values()].some((fit) => fit.field === key)),
  );
  choose(byContent, chosen);
  return table.headers.map((header, column) => {
    const fit = chosen.get(column);
    if (!fit) return { column, header, field: null, how: 'none', confidence: 0 };
    const field = object.fields[fit.field];
    return { column, header, field: fit.field, how: fit.how, confidence: fit.confidence, ...(field && guessFormat(valuesOf(column), field)) };
  });
}

/** From here on the whole name agrees, not a part of it. */
const sureName = 0.8;

const contentOfKind: { readonly [kind in FieldKind]?: ContentType } = {
  email: 'email',
  phone: 'phone',
  url: 'url',
  date: 'date',
  timestamp: 'date',
  integer: 'number',
  decimal: 'number',
  money: 'number',
};

/** A ZIP code is no customer code, and "Phone 1 - Type" holds no phone. */
function isPlausible({ field }: Fit, object: ObjectDefinition, values: readonly string[]): boolean {
  const definition = object.fields[field];
  if (!definition || definition.unique) return false;
  const wanted = contentOfKind[definition.kind];
  return !wanted || values.length === 0 || values.filter((value) => contentTypeOf(value) === wanted).length * 2 >= values.length;
}

/** The surest first; adds to what is chosen already. */
function choose(fits: readonly Fit[], chosen: Map<number, Fit>): Map<number, Fit> {
  const taken = new Set([...chosen.values()].map(({ field }) => field));
  for (const fit of fits.toSorted((a, b) => b.confidence - a.confidence || a.column - b.column)) {
    if (chosen.has(fit.column) || taken.has(fit.field)) continue;
    chosen.set(fit.column, fit);
    taken.add(fit.field);
  }
  return chosen;
}

const compact = (name: string) => fold(name).replace(/[^\p{L}\p{N}]+/gu, '');
const wordsOf = (name: string) =>
  fold(name.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** "Phone (required) *" and "Phone 2" are called phone. */
const core = (header: string) => compact(header.replace(/[(\uff08[\u3010].*?[)\uff09\]\u3011]/g, '').replace(/\d+\s*$/, ''));

interface FieldName {
  name: string;
  how: 'name' | 'alias';
  confidence: number;
}

function namesOf(key: string, field: Field, { labels }: MappingOptions): FieldName[] {
  const ownNames = [...(labels[key] ?? []), ...(field.label ? [field.label] : []), key, key.replace(/^custom\./, '')];
  const names: FieldName[] = ownNames.map((name) => ({ name, how: 'name', confidence: 1 }));
  if (field.kind === 'reference') names.push({ name: key.replace(/Id$/, ''), how: 'name', confidence: 0.9 });
  return [...names, ...(field.aliases ?? []).map((name) => ({ name, how: 'alias' as const, confidence: 0.95 }))];
}

function fitByName(column: number, header: string, fields: readonly (readonly [string, Field])[], options: MappingOptions): Fit[] {
  if (compact(header) === '') return [];
  return fields.flatMap(([field, definition]) => {
    const fits = namesOf(field, definition, options).map(({ name, how, confidence }) => ({
      column,
      field,
      how,
      confidence: confidence * likeness(header, name),
    }));
    const best = fits.reduce((a, b) => (b.confidence > a.confidence ? b : a));
    return best.confidence > 0 ? [best] : [];
  });
}

const han = /\p{Script=Han}/u;

function likeness(header: string, name: string): number {
  const wanted = compact(name);
  if (wanted === '') return 0;
  if (compact(header) === wanted) return 1;
  if (core(header) === wanted) return 0.85;
  if (han.test(wanted)) return wanted.length >= 2 && core(header).endsWith(wanted) ? 0.6 : 0;
  const words = wordsOf(header);
  const own = wordsOf(name);
  const isPart = words.length <= own.length + 2 && (startsWith(words, own) || startsWith(words.toReversed(), own.toReversed()));
  return isPart && wanted.length >= 4 ? 0.55 : 0;
}

const startsWith = (words: readonly string[], start: readonly string[]) => start.length > 0 && start.every((word, i) => words[i] === word);
