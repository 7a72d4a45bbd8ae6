import { isDate, isRelativeDates } from '#kernel/dates.ts';
import { moneyToMinor } from '#kernel/money.ts';
import type { Field, FieldKind } from '#kernel/objects/field.ts';
import type { Op } from './filter.ts';

/** Longest list of values in one condition. */
const maxListed = 1000;

type Parse = (value: unknown, field: Field, currency: string) => unknown;

/** PostgreSQL keeps no NUL in text. */
const nonEmptyText = (value: unknown) => (typeof value === 'string' && value !== '' && value.length <= 20_000 && !value.includes('\0') ? value : undefined);

const decimalText = (value: unknown) => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^-?\d{1,20}(\.\d{1,20})?$/.test(text) ? text : undefined;
};

function instantOrDate(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (isDate(value)) return value;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(value) || !isDate(value.slice(0, 10))) return undefined;
  const ms = Date.parse(value);
  const iso = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  return isDate(iso.slice(0, 10)) ? iso : undefined;
}

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** One value as the filter keeps it, or undefined when it does not fit. */
const parsers: Record<FieldKind, Parse> = {
  text: nonEmptyText,
  longText: nonEmptyText,
  email: nonEmptyText,
  phone: nonEmptyText,
  url: nonEmptyText,
  currency: nonEmptyText,
  choice: (value, field) => (field.options?.some((option) => option === value) ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  integer: (value) => (Number.isSafeInteger(value) ? value : undefined),
  decimal: decimalText,
  money: (value, _field, currency) => {
    const text = decimalText(value);
    return text !== undefined && moneyToMinor(text, currency) !== undefined ? text : undefined;
  },
  date: (value) => (typeof value === 'string' && isDate(value) ? value : undefined),
  timestamp: instantOrDate,
  reference: (value) => (typeof value === 'string' && uuid.test(value) ? value.toLowerCase() : undefined),
};

function parseList(value: unknown, one: (item: unknown) => unknown, lengths: { min: number; max: number }): unknown[] | undefined {
  if (!Array.isArray(value) || value.length < lengths.min || value.length > lengths.max) return undefined;
  const items = value.map(one);
  return items.includes(undefined) ? undefined : items;
}

/** The value of a condition in its normal form, or undefined when it does not fit the operator and the field. */
export function parseFilterValue(op: Op, value: unknown, field: Field, currency: string): unknown {
  const one = (item: unknown) => parsers[field.kind](item, field, currency);
  if (op === 'in' || op === 'notIn') return parseList(value, one, { min: 1, max: maxListed });
  if (op === 'between') return parseList(value, one, { min: 2, max: 2 });
  if (op === 'within') return isRelativeDates(value) ? value : undefined;
  if (op === 'contains' || op === 'startsWith') return nonEmptyText(value);
  return one(value);
}

export const takesNoValue = (op: Op): boolean => op === 'isEmpty' || op === 'isNotEmpty' || op === 'isMe' || op === 'isMyTeam';
