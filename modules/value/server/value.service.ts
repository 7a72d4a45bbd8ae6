import { isDate } from '#kernel/dates.ts';
import { sql } from '#kernel/db/sql.ts';
import { invalidFields } from '#kernel/errors.ts';
import type { RequestContext, Services } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { gradeShares } from '../shared/value.rules.ts';
import { calculateInto, storeMoves, storeValues } from './calculate.sql.ts';

/** Rows of today's runs stand under this date. */
export const current = 'infinity';

export interface ValueRun {
  asOf: string;
  customers: number;
  buyers: number;
  tookMs: number;
}

/**
 * Scores, grades and falling customers of the whole organisation as of a day, set by set. Only a run as of today sets
 * grade and isFalling; another day's rows are kept beside and shown for that day.
 */
export async function recalculate(ctx: RequestContext, asOf: string = ctx.today): Promise<ValueRun> {
  if (!isDate(asOf) || asOf > ctx.today) throw invalidFields([{ path: 'asOf', code: 'value.bad_day' }]);
  const started = Date.now();
  await ctx.db.rows(sql`set local statement_timeout = '15min'`);
  // Without statistics of a table just filled, the planner would join sets row by row.
  await ctx.db.rows(sql`set local enable_nestloop = off`);
  // Two runs at once would note the same moves twice.
  await ctx.db.rows(sql`select pg_advisory_xact_lock(hashtextextended(${ctx.tenantId}, 1))`);
  const result = await calculateInto(ctx, asOf, gradeShares(ctx.session.organisation.settings));
  const isToday = asOf === ctx.today;
  if (isToday) await storeMoves(ctx, asOf);
  await storeValues(ctx, isToday ? current : asOf);
  const tookMs = Date.now() - started;
  ctx.db.write(sql`insert into app.value_run (tenant_id, as_of, computed_at, took_ms, currency, customers, buyers, total_12m, cuts, is_current)
    values (${ctx.tenantId}::uuid, ${asOf}::date, ${ctx.now}::timestamptz, ${tookMs}::int8, ${ctx.session.organisation.currency}, ${result.customers}::int8, ${result.buyers}::int8, ${result.total}::int8, ${JSON.stringify(result.cuts)}::jsonb, ${isToday})
    on conflict (tenant_id, as_of) do update set computed_at = excluded.computed_at, took_ms = excluded.took_ms, currency = excluded.currency, customers = excluded.customers, buyers = excluded.buyers, total_12m = excluded.total_12m, cuts = excluded.cuts, is_current = excluded.is_current`);
  ctx.emit('value.recalculated', { asOf, customers: result.customers });
  return { asOf, customers: result.customers, buyers: result.buyers, tookMs };
}

/** The daily job: as the system, with the organisation's own calendar day. */
export async function recalculateDaily(services: Services, payload: Record<string, unknown>) {
  const session = await services.sessionOf(String(payload['tenantId']), null);
  await execute(services, session, { via: 'job', isCommand: true }, (ctx) => recalculate(ctx));
}
