import { isDate } from '#kernel/dates.ts';
import { isId } from '#kernel/ids.ts';
import { moneyToMinor } from '#kernel/money.ts';
import type { Field } from '#kernel/objects/field.ts';

/** A value as the program keeps it, or the code of the rule that it breaks. */
export type Parsed = { value: unknown } | { code: string; details?: Record<string, unknown> };

const wrong = (code: string, details?: Record<string, unknown>): Parsed => ({ code, ...(details ? { details } : {}) });

const textLimits: Partial<Record<Field['kind'], number>> = { longText: 20_000, url: 2000, email: 254, phone: 60 };

function parseText(input: unknown, field: Field): Parsed {
  if (typeof input !== 'string') return wrong('field.not_text');
  if (input.includes('\0') || !input.isWellFormed()) return wrong('field.bad_characters');
  const value = input.normalize('NFC').trim();
  const max = field.max ?? textLimits[field.kind] ?? 200;
  if (value.length > max) return wrong('field.too_long', { max });
  return { value };
}

function parseMatching(pattern: RegExp, code: string) {
  return (input: unknown, field: Field): Parsed => {
    const text = parseText(input, field);
    return 'value' in text && !pattern.test(text.value as string) ? wrong(code) : text;
  };
}

function parseInteger(input: unknown, field: Field): Parsed {
  if (typeof input !== 'number' || !Number.isSafeInteger(input)) return wrong('field.not_integer');
  return field.min !== undefined && input < field.min ? wrong('field.too_small', { min: field.min }) : { value: input };
}

function parseDecimal(input: unknown, field: Field): Parsed {
  const text = typeof input === 'number' && Number.isFinite(input) ? String(input) : input;
  if (typeof text !== 'string' || !/^-?\d{1,14}(\.\d{1,6})?$/.test(text)) return wrong('field.not_decimal');
  return field.min !== undefined && Number(text) < field.min ? wrong('field.too_small', { min: field.min }) : { value: text };
}

function parseMoney(input: unknown, field: Field, currency: string): Parsed {
  const text = typeof input === 'number' && Number.isFinite(input) ? String(input) : input;
  const minor = typeof text === 'string' ? moneyToMinor(text, currency) : undefined;
  if (minor === undefined) return wrong('field.not_money', { currency });
  return field.min !== undefined && minor < field.min ? wrong('field.too_small', { min: field.min }) : { value: minor };
}

function parseTimestamp(input: unknown): Parsed {
  const at =
    typeof input === 'string' && /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d/.test(input)
      ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(input) ? input : `${input}Z`)
      : Number.NaN;
  return Number.isNaN(at) ? wrong('field.not_timestamp') : { value: new Date(at).toISOString() };
}

const parsers: Record<Field['kind'], (input: unknown, field: Field, currency: string) => Parsed> = {
  text: parseText,
  longText: parseText,
  phone: parseMatching(/\d/, 'field.not_phone'),
  email: parseMatching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'field.not_email'),
  url: parseMatching(/^(https?:\/\/)?[^\s.]+\.\S+$/i, 'field.not_url'),
  currency: parseMatching(/^[A-Z]{3}$/, 'field.not_currency'),
  choice: (input, field) => (field.options?.includes(input as string) ? { value: input } : wrong('field.not_an_option', { options: field.options ?? [] })),
  boolean: (input) => (typeof input === 'boolean' ? { value: input } : wrong('field.not_boolean')),
  integer: parseInteger,
  decimal: parseDecimal,
  money: parseMoney,
  date: (input) => (typeof input === 'string' && isDate(input) ? { value: input } : wrong('field.not_date')),
  timestamp: parseTimestamp,
  reference: (input) => (isId(input) ? { value: input.toLowerCase() } : wrong('field.not_id')),
};

/** Checks one value of a request or an import row. Empty text is null; money is read in the record's currency. */
export function parseFieldValue(input: unknown, field: Field, currency: string): Parsed {
  const empty = input === null || input === undefined || (typeof input === 'string' && input.trim() === '');
  if (empty) return field.optional ? { value: null } : wrong('field.required');
  return parsers[field.kind](input, field, currency);
}
