import { raw, sql, type Sql } from '#kernel/db/sql.ts';
import { minorDigits, unusualCurrencies } from '#kernel/money.ts';
import type { RequestContext } from '#platform/context/server/context.ts';

/** 10 to the digits of the order's currency, as SQL. */
const scaleOf = (name: string) => `case ${name} ${unusualCurrencies.map((c) => `when '${c}' then ${10 ** minorDigits(c)}`).join(' ')} else 100 end`;

/**
 * What customers bought, one row an order: customer_id, ordered_on, amount in minor units of the organisation's
 * currency. Drafts and cancelled orders are no purchases. A relation to select from; it bears no record permission.
 */
export function purchases(ctx: RequestContext): Sql {
  const own = 10 ** minorDigits(ctx.session.organisation.currency);
  return sql`(select o.customer_id, o.ordered_on, round(o.amount * o.rate * ${own}::numeric / ${raw(scaleOf('o.currency'))})::bigint as amount
     from app.v_order o where o.tenant_id = ${ctx.tenantId}::uuid and o.deleted_at is null and o.status in ('confirmed', 'delivered'))`;
}

/** The purchases of one customer by day, oldest first. */
export const purchaseDays = (ctx: RequestContext, customerIds: readonly string[], untilOn: string) =>
  ctx.db.rows<{ customerId: string; on: string; amount: number }>(
    sql`select p.customer_id as "customerId", p.ordered_on as "on", sum(p.amount)::bigint as amount from ${purchases(ctx)} p
        where p.customer_id = any(${`{${customerIds.join(',')}}`}::uuid[]) and p.ordered_on <= ${untilOn}::date group by 1, 2 order by 2`,
  );
