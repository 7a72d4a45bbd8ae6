import { raw, sql, type Sql } from '#kernel/db/sql.ts';
import { purchases } from '#modules/sales/server/public.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { grades } from '../shared/value.rules.ts';

export interface ValueRow {
  customerId: string;
  firstOn: string | null;
  lastOn: string | null;
  purchaseDays: number;
  amount: number;
  revenue12m: number;
  revenueBefore: number;
  recency: number | null;
  frequency: number | null;
  monetary: number | null;
  shareAbove: string | null;
  grade: string;
  usualDays: string | null;
  limitDays: string | null;
  isFalling: boolean;
}
export interface RunRow {
  asOf: string;
  computedAt: string;
  currency: string;
  customers: number;
  buyers: number;
  total12m: number;
  cuts: { recency: number[]; frequency: number[]; monetary: number[] };
  isCurrent: boolean;
  key: string;
}

const valueColumns =
  raw(`v.customer_id as "customerId", v.first_on as "firstOn", v.last_on as "lastOn", v.purchase_days as "purchaseDays", v.amount, v.revenue_12m as "revenue12m", v.revenue_before as "revenueBefore",
  v.recency, v.frequency, v.monetary, v.share_above as "shareAbove", v.grade, v.usual_days as "usualDays", v.limit_days as "limitDays", v.is_falling as "isFalling"`);

/** Customers that the caller may see, as c. */
const visible = (ctx: RequestContext): Sql =>
  sql`c.tenant_id = ${ctx.tenantId}::uuid and c.deleted_at is null and ${scopeSql(ctx.session, ctx.object('customer'), 'c')}`;

/** The run whose rows stand for a day: the dated one, or today's latest. Without a day, the latest current one, else the latest dated one. */
export async function findRun(ctx: RequestContext, asOf: string | undefined): Promise<RunRow | undefined> {
  const run = raw(
    `r.as_of as "asOf", r.computed_at as "computedAt", r.currency, r.customers, r.buyers, r.total_12m as "total12m", r.cuts, r.is_current as "isCurrent", case when r.is_current then 'infinity'::date else r.as_of end as key`,
  );
  const latest = sql`(not r.is_current or r.as_of = (select max(x.as_of) from app.v_value_run x where x.tenant_id = ${ctx.tenantId}::uuid and x.is_current))`;
  const day = asOf ? sql` and r.as_of = ${asOf}::date` : raw('');
  return ctx.db.first<RunRow>(
    sql`select ${run} from app.v_value_run r where r.tenant_id = ${ctx.tenantId}::uuid and ${latest}${day} order by r.is_current desc, r.as_of desc limit 1`,
  );
}

export const listRuns = (ctx: RequestContext) =>
  ctx.db.rows<{ asOf: string; computedAt: string }>(
    sql`select r.as_of as "asOf", r.computed_at as "computedAt" from app.v_value_run r where r.tenant_id = ${ctx.tenantId}::uuid and not r.is_current order by r.as_of desc limit 20`,
  );

export const findValue = (ctx: RequestContext, customerId: string, key: string) =>
  ctx.db.first<ValueRow>(
    sql`select ${valueColumns} from app.v_customer_value v where v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = ${key}::date and v.customer_id = ${customerId}::uuid`,
  );

/** Moves found by the daily runs and the rows of dated runs, oldest first. */
export const valueHistory = (ctx: RequestContext, customerId: string) =>
  ctx.db.rows<{ asOf: string; grade: string; score: string | null; revenue12m: number }>(sql`
    select h.changed_on as "asOf", h.to_grade as grade, h.score, h.revenue_12m as "revenue12m" from app.v_value_change h where h.tenant_id = ${ctx.tenantId}::uuid and h.customer_id = ${customerId}::uuid
    union select v.as_of, v.grade, v.recency || '' || v.frequency || v.monetary, v.revenue_12m from app.v_customer_value v where v.tenant_id = ${ctx.tenantId}::uuid and v.customer_id = ${customerId}::uuid and v.as_of <> 'infinity'
    order by 1 limit 200`);

export interface FallingRow extends ValueRow {
  name: string;
  ownerId: string | null;
  ownerName: string | null;
}

/** Falling customers, those with the most revenue of the last twelve months first. */
export const fallingCustomers = (ctx: RequestContext, key: string, limit: number) =>
  ctx.db.rows<FallingRow>(sql`select ${valueColumns}, c.name, c.owner_id as "ownerId", m.name as "ownerName" from app.v_customer_value v
     join app.v_customer c on c.tenant_id = v.tenant_id and c.id = v.customer_id left join app.v_member m on m.tenant_id = c.tenant_id and m.id = c.owner_id
    where v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = ${key}::date and v.is_falling and ${visible(ctx)} order by v.revenue_12m desc, v.customer_id limit ${limit}`);

export const fallingTotal = async (ctx: RequestContext, key: string) =>
  (await ctx.db.first<{
    count: number;
    revenue12m: number;
  }>(sql`select count(*) as count, coalesce(sum(v.revenue_12m), 0)::bigint as "revenue12m" from app.v_customer_value v join app.v_customer c on c.tenant_id = v.tenant_id and c.id = v.customer_id
    where v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = ${key}::date and v.is_falling and ${visible(ctx)}`)) ?? { count: 0, revenue12m: 0 };

export interface MatrixRow {
  recency: number;
  frequency: number;
  monetary: number;
  grade: string;
  customers: number;
  amount: number;
  revenue12m: number;
}

/** Customers by score and grade; the page's figures are sums over these rows. */
export const scoreGroups = (ctx: RequestContext, key: string) =>
  ctx.db.rows<MatrixRow>(sql`select v.recency, v.frequency, v.monetary, v.grade, count(*) as customers, sum(v.amount)::bigint as amount, sum(v.revenue_12m)::bigint as "revenue12m"
    from app.v_customer_value v join app.v_customer c on c.tenant_id = v.tenant_id and c.id = v.customer_id
    where v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = ${key}::date and ${visible(ctx)} group by 1, 2, 3, 4`);

export interface MoveRow {
  customerId: string;
  name: string;
  from: string;
  to: string;
  on: string;
  revenue12m: number;
  revenueBefore: number;
}

const order = `array_position(array['${grades.join("','")}'], `;

export const gradeMoves = (ctx: RequestContext, sinceOn: string, limit: number) =>
  ctx.db.rows<MoveRow>(sql`select h.customer_id as "customerId", c.name, h.from_grade as "from", h.to_grade as "to", h.changed_on as "on", h.revenue_12m as "revenue12m", h.revenue_before as "revenueBefore"
    from app.v_value_change h join app.v_customer c on c.tenant_id = h.tenant_id and c.id = h.customer_id
    where h.tenant_id = ${ctx.tenantId}::uuid and h.from_grade is not null and h.from_grade <> h.to_grade and h.changed_on > ${sinceOn}::date and ${visible(ctx)}
    order by h.changed_on desc, greatest(h.revenue_12m, h.revenue_before) desc, h.customer_id limit ${limit}`);

export const moveCounts = async (ctx: RequestContext, sinceOn: string) =>
  (await ctx.db.first<{
    up: number;
    down: number;
  }>(sql`select count(*) filter (where ${raw(`${order}h.to_grade) < ${order}h.from_grade)`)}) as up, count(*) filter (where ${raw(`${order}h.to_grade) > ${order}h.from_grade)`)}) as down
    from app.v_value_change h join app.v_customer c on c.tenant_id = h.tenant_id and c.id = h.customer_id
    where h.tenant_id = ${ctx.tenantId}::uuid and h.from_grade is not null and h.from_grade <> h.to_grade and h.changed_on > ${sinceOn}::date and ${visible(ctx)}`)) ?? {
    up: 0,
    down: 0,
  };

/** Revenue of the caller's customers between two days, the first included. */
export const revenueBetween = async (ctx: RequestContext, from: string, before: string) =>
  (
    await ctx.db.first<{ amount: number }>(
      sql`select coalesce(sum(p.amount), 0)::bigint as amount from ${purchases(ctx)} p join app.v_customer c on c.id = p.customer_id where p.ordered_on >= ${from}::date and p.ordered_on < ${before}::date and ${visible(ctx)}`,
    )
  )?.amount ?? 0;

export const gradesOf = async (ctx: RequestContext, ids: readonly string[]) =>
  new Map(
    (
      await ctx.db.rows<{ id: string; name: string; grade: string | null }>(
        sql`select c.id, c.name, c.grade from app.v_customer c where ${visible(ctx)} and c.id = any(${`{${ids.join(',')}}`}::uuid[])`,
      )
    ).map((r) => [r.id, r]),
  );
