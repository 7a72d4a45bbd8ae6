import type { Row } from '#kernel/db/batch.ts';
import { invalidFields } from '#kernel/errors.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { lineAmount, orderTotals, type LineFigures } from '../shared/order.rules.ts';

/** With lines, the amount and quantity of an order are those of its lines; without, they are given. */
export function decideOrder(_ctx: RequestContext, { after, parts }: { after: Row; parts: Record<string, Row[]> | undefined }): Row {
  const lines = parts?.['lines'];
  if (!lines) return after;
  const currency = after['currency'] as string;
  const figures = lines.map((line, i) => {
    const amount = lineAmount(line as unknown as LineFigures, currency);
    if (!Number.isSafeInteger(amount)) throw invalidFields([{ path: `lines[${i}].unitPrice`, code: 'field.not_money', details: { currency } }]);
    line['amount'] = amount;
    line['currency'] = currency;
    return { ...(line as unknown as LineFigures), amount };
  });
  return lines.length ? { ...after, ...orderTotals(figures) } : after;
}
