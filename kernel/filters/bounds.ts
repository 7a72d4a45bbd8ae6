import { addDays, isDate, rangeOf, startOfDay, type RelativeDates } from '#kernel/dates.ts';
import { moneyToMinor } from '#kernel/money.ts';
import type { FieldKind } from '#kernel/objects/field.ts';
import type { FilterClock, Op } from './filter.ts';

/** One comparison of a stored value with a value in the program's form; a condition is true when all of its bounds hold. */
export interface Bound {
  is: '=' | '<' | '<=' | '>' | '>=';
  than: string | number | boolean;
}

const signs: { readonly [op in Op]?: Bound['is'] } = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** The value as it is stored: money in minor units. */
export function storedValue(value: unknown, kind: FieldKind, clock: FilterClock): Bound['than'] {
  if (kind === 'money') {
    const minor = moneyToMinor(String(value), clock.currency);
    if (minor === undefined) throw new Error(`no amount of ${clock.currency}: ${String(value)}`);
    return minor;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

/** Bounds of `eq lt lte gt gte between within`. */
export function boundsOf(op: Op, value: unknown, kind: FieldKind, clock: FilterClock): Bound[] {
  if (op === 'between') {
    const [from, to] = value as [unknown, unknown]; // checked by parseFilter
    return [...boundsOf('gte', from, kind, clock), ...boundsOf('lte', to, kind, clock)];
  }
  if (op === 'within') {
    const { from, to } = rangeOf(value as RelativeDates, clock.todayOn); // checked by parseFilter
    return boundsOf('between', [from, to], kind, clock);
  }
  if (kind === 'timestamp' && isDate(String(value))) return dayBounds(op, String(value), clock.timeZone);
  const is = signs[op];
  if (!is) throw new Error(`${op} has no bounds`);
  return [{ is, than: storedValue(value, kind, clock) }];
}

function dayBounds(op: Op, on: string, timeZone: string): Bound[] {
  const start = startOfDay(on, timeZone);
  const end = startOfDay(addDays(on, 1), timeZone);
  switch (op) {
    case 'lt':
      return [{ is: '<', than: start }];
    case 'lte':
      return [{ is: '<', than: end }];
    case 'gt':
      return [{ is: '>=', than: end }];
    case 'gte':
      return [{ is: '>=', than: start }];
    default:
      return [
        { is: '>=', than: start },
        { is: '<', than: end },
      ];
  }
}

/** Lower case as PostgreSQL's builtin C.UTF-8 has it: each character alone, never one into several. */
export function lowerCase(text: string): string {
  if (!/[\u0130\u03a3]/.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => Array.from(character.toLowerCase())[0] ?? '').join('');
}
