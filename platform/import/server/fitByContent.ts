import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field, FieldKind } from '#kernel/objects/field.ts';
import { contentTypeOf, isCompanyName } from './contentType.ts';
import type { Table } from './readTable.ts';

export interface Fit {
  column: number;
  field: string;
  how: 'name' | 'alias' | 'content';
  confidence: number;
}

type Fields = readonly (readonly [string, Field])[];

const share = (values: readonly string[], test: (value: string) => boolean) => (values.length === 0 ? 0 : values.filter(test).length / values.length);

/** Fits of the columns among fields that no name has taken. */
export function fitByContent(table: Pick<Table, 'headers' | 'sample'>, object: ObjectDefinition, fields: Fields): Fit[] {
  return table.headers.flatMap((header, column) => {
    const values = table.sample.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    if (values.length === 0) return [];
    return guesses(values, object, fields, header === '').map(({ field, confidence }) => ({ column, field, how: 'content' as const, confidence }));
  });
}

interface Guess {
  field: string;
  confidence: number;
}

function guesses(values: readonly string[], object: ObjectDefinition, fields: Fields, isUnnamed: boolean): Guess[] {
  return [
    ...byKind(values, fields, isUnnamed),
    ...byOptions(values, fields),
    ...byCode(values, fields),
    ...byAmount(values, fields, isUnnamed),
    ...byTitle(values, object, fields, isUnnamed),
  ];
}

/** Values that give themselves away; a date only in a column without a name, and where a single field may be meant. */
function byKind(values: readonly string[], fields: Fields, isUnnamed: boolean): Guess[] {
  return (['email', 'phone', 'url', 'date'] as const).flatMap((kind) => {
    const like = share(values, (value) => contentTypeOf(value) === kind);
    const candidates = fields.filter(([, field]) => field.kind === kind);
    const [first] = candidates;
    if (like < 0.7 || !first || (kind === 'date' && (!isUnnamed || candidates.length > 1))) return [];
    return [{ field: first[0], confidence: like * 0.7 }];
  });
}

function byOptions(values: readonly string[], fields: Fields): Guess[] {
  return fields.flatMap(([key, field]) => {
    const options = new Set(field.options?.map((option) => option.toLowerCase()));
    const all = options.size > 0 && values.every((value) => options.has(value.toLowerCase()));
    return all ? [{ field: key, confidence: 0.6 }] : [];
  });
}

/** All different, of one shape, and no mere numbering of the rows. */
function byCode(values: readonly string[], fields: Fields): Guess[] {
  const unique = fields.find(([, field]) => field.unique && field.kind === 'text');
  const isNumbering = values.every((value, i) => i === 0 || Number(value) === Number(values[i - 1]) + 1);
  const isCode =
    values.length >= 5 && new Set(values).size === values.length && share(values, (value) => /^[A-Za-z]{0,6}[-_]?\d{3,}[-_.A-Za-z\d]*$/.test(value)) > 0.95;
  const isOther = share(values, (value) => ['date', 'phone'].includes(contentTypeOf(value))) > 0.5;
  return unique && isCode && !isNumbering && !isOther ? [{ field: unique[0], confidence: 0.5 }] : [];
}

/** In a column without a name: two decimals are an amount, small whole numbers a quantity. */
function byAmount(values: readonly string[], fields: Fields, isUnnamed: boolean): Guess[] {
  if (!isUnnamed) return [];
  const first = (kind: FieldKind, key?: string) => fields.find(([name, field]) => field.kind === kind && (key === undefined || name === key))?.[0];
  const amount = first('money');
  if (amount && share(values, (value) => /^-?[¥$€£]?\d[\d,]*\.\d{2}$/.test(value)) > 0.9) return [{ field: amount, confidence: 0.45 }];
  const quantity = first('decimal', 'quantity');
  return quantity && share(values, (value) => /^\d{1,3}$/.test(value)) > 0.9 ? [{ field: quantity, confidence: 0.35 }] : [];
}

function byTitle(values: readonly string[], object: ObjectDefinition, fields: Fields, isUnnamed: boolean): Guess[] {
  if (!fields.some(([key]) => key === object.titleField)) return [];
  const companies = share(values, isCompanyName);
  if (companies >= 0.4) return [{ field: object.titleField, confidence: 0.4 + companies * 0.3 }];
  const words = share(values, (value) => contentTypeOf(value) === 'text' && /\p{L}/u.test(value) && value.length <= 60);
  return isUnnamed && words > 0.95 && new Set(values).size > values.length * 0.9 ? [{ field: object.titleField, confidence: 0.4 }] : [];
}
