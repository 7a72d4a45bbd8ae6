import type { FieldKind } from '#kernel/objects/field.ts';

export const filterOps = [
  'eq',
  'ne',
  'in',
  'notIn',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'contains',
  'startsWith',
  'isEmpty',
  'isNotEmpty',
  'within',
  'isMe',
  'isMyTeam',
] as const;
export type Op = (typeof filterOps)[number];

export interface Condition {
  /** A field, one reference away (`customer.industry`), or a custom field (`custom.seats`). */
  field: string;
  op: Op;
  value?: unknown;
}

/**
 * The one filter language. `compileFilter` (SQL) and `matchesFilter` (memory) mean the same:
 *
 * - A filter is true or false, never unknown. Empty is null or ''. Whatever compares with an empty value is false.
 * - `ne` is not `eq`, `notIn` is not `in`, `isEmpty` is not `isNotEmpty`: all three are true for an empty value.
 * - `{ and: [] }` is true, `{ or: [] }` is false; a list without members matches nothing.
 * - `contains` and `startsWith` ignore case, character by character; text is otherwise compared exactly.
 * - integer, decimal and money compare as numbers. A money value is in the organisation's currency.
 * - `between` includes both ends.
 * - A timestamp compared with a date, or `within` relative dates, means days of the organisation's time zone:
 *   `eq` the whole day, `lte` to its end, `gt` after its end. `within` rolls as kernel/dates.ts says.
 * - A path reads null where the reference is empty or the record behind it is deleted or may not be seen.
 * - `some` and `none` see only related records that are not deleted and may be seen.
 */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly some: string; readonly where: Filter }
  | { readonly none: string; readonly where: Filter }
  | Readonly<Condition>;

/** What a comparison needs to know about the moment and the organisation. */
export interface FilterClock {
  todayOn: string;
  timeZone: string;
  currency: string;
}

export const everything: Filter = { and: [] };

const presence = ['isEmpty', 'isNotEmpty'] as const;
const equality = ['eq', 'ne', 'in', 'notIn', ...presence] as const;
const textual = [...equality, 'contains', 'startsWith'] as const;
const ordered = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', ...presence] as const;
const listable = [...ordered, 'in', 'notIn'] as const;

/** The operators that fit a field kind; `isMe` and `isMyTeam` only where the reference is to a member. */
export const opsOfKind: Record<FieldKind, readonly Op[]> = {
  text: textual,
  longText: textual,
  email: textual,
  phone: textual,
  url: textual,
  choice: equality,
  currency: equality,
  boolean: ['eq', 'ne', ...presence],
  integer: listable,
  decimal: listable,
  money: listable,
  date: [...listable, 'within'],
  timestamp: [...ordered, 'within'],
  reference: [...equality, 'isMe', 'isMyTeam'],
};

/** The operator that each negative one denies. */
export const denied: { readonly [op in Op]?: Op } = { ne: 'eq', notIn: 'in', isEmpty: 'isNotEmpty' };
