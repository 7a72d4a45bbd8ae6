import { Decimal } from 'decimal.js';
import type { Row } from '#kernel/db/batch.ts';
import { invalidFields } from '#kernel/errors.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { lineAmount, orderTotals, type LineFigures } from '../shared/order.rules.ts';

/** Largest order in minor units of the organisation's currency: sums over many orders stay exact. */
const mostMinor = 1e14;

function assertInRange(path: string, minor: number | Decimal) {
  if (new Decimal(minor).abs().greaterThan(mostMinor)) throw invalidFields([{ path, code: 'money.out_of_range' }]);
}

/** With lines, the amount and quantity of an order are those of its lines; without, they are given. */
export function decideOrder(
  _ctx: RequestContext,
  { before, after, parts }: { before: Row | undefined; after: Row; parts: Record<string, Row[]> | undefined },
): Row {
  const lines = parts?.['lines'] ?? [];
  const decided = lines.length ? withLines(before, after, lines) : after;
  if (typeof decided['amount'] === 'number') {
    assertInRange('amount', decided['amount']);
    assertInRange('rate', new Decimal(decided['amount']).times(String(decided['rate'] ?? 1)));
  }
  return decided;
}

function withLines(before: Row | undefined, after: Row, lines: readonly Row[]): Row {
  const currency = after['currency'] as string;
  const figures = lines.map((line, i) => {
    const amount = lineAmount(line as unknown as LineFigures, currency);
    assertInRange(`lines[${i}].unitPrice`, amount);
    line['amount'] = amount;
    line['currency'] = currency;
    return { ...(line as unknown as LineFigures), amount };
  });
  const totals = orderTotals(figures);
  assertInRange('amount', totals.amount);
  if (new Decimal(totals.quantity).abs().greaterThan(mostMinor)) throw invalidFields([{ path: 'lines', code: 'money.out_of_range' }]);
  // An amount that contradicts the lines would vanish without a word.
  const isGiven = typeof after['amount'] === 'number' && after['amount'] !== before?.['amount'] && before?.['currency'] !== undefined;
  if (isGiven && after['amount'] !== totals.amount && before?.['currency'] === currency)
    throw invalidFields([{ path: 'amount', code: 'order.amount_of_lines' }]);
  return { ...after, ...totals };
}
