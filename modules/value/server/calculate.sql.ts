import { sql, type Sql } from '#kernel/db/sql.ts';
import { purchases } from '#modules/sales/server/public.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { gapsForRhythm, unusualSilence, type GradeShares } from '../shared/value.rules.ts';

/** Purchase days with the gap to the one before. */
const days = (ctx: RequestContext, asOf: string): Sql => sql`
  select customer_id, ordered_on, sum(amount) as amount, ordered_on - lag(ordered_on) over (partition by customer_id order by ordered_on) as gap
  from ${purchases(ctx)} p where ordered_on <= ${asOf}::date group by customer_id, ordered_on`;

const measures = (asOf: string): Sql => sql`
  select customer_id, min(ordered_on) as first_on, max(ordered_on) as last_on, count(*) as purchase_days, sum(amount)::bigint as amount,
    coalesce(sum(amount) filter (where ordered_on > ${asOf}::date - interval '12 months'), 0)::bigint as revenue_12m,
    coalesce(sum(amount) filter (where ordered_on <= ${asOf}::date - interval '12 months' and ordered_on > ${asOf}::date - interval '24 months'), 0)::bigint as revenue_before,
    ${asOf}::date - max(ordered_on) as silent_days,
    case when count(gap) >= ${gapsForRhythm}::int8 then percentile_cont(array[0.5, ${unusualSilence.percentile}::float8]) within group (order by gap::float8) end as rhythm
  from days group by customer_id`;

/** Quintile cut points by linear interpolation; recency counts backwards, so that more is better. */
const cuts = sql`
  select percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by -silent_days::float8) as r,
    percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by purchase_days::float8) as f,
    percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by amount::float8) as m
  from measured`;

/** Share of all revenue that customers with more revenue bring; equal revenue gives equal grades. */
const shares = sql`
  select customer_id, coalesce(sum(revenue_12m) over (order by revenue_12m desc groups between unbounded preceding and 1 preceding), 0)::numeric / nullif(sum(revenue_12m) over (), 0) as share_above
  from measured where revenue_12m > 0`;

/** RFM score: 1 + the number of cut points strictly below the value (Hughes 1994; quintiles over all who bought). */
const score = (value: string, cut: string) =>
  `1 + (${value} > c.${cut}[1])::int + (${value} > c.${cut}[2])::int + (${value} > c.${cut}[3])::int + (${value} > c.${cut}[4])::int`;

const scoreSql = (value: string, cut: string): Sql => ({ parts: [`case when m.customer_id is not null then ${score(value, cut)} end`], values: [] });

/** Every customer's values as of a day, in a temporary table of this transaction. */
export async function calculateInto(ctx: RequestContext, asOf: string, by: GradeShares) {
  await ctx.db.rows(sql`create temporary table value_now on commit drop as
    with days as (${days(ctx, asOf)}), measured as (${measures(asOf)}), c as (${cuts}), shares as (${shares})
    select cu.id as customer_id, m.first_on, m.last_on, coalesce(m.purchase_days, 0) as purchase_days, coalesce(m.amount, 0) as amount,
      coalesce(m.revenue_12m, 0) as revenue_12m, coalesce(m.revenue_before, 0) as revenue_before,
      (${scoreSql('-m.silent_days', 'r')})::bigint as recency, (${scoreSql('m.purchase_days', 'f')})::bigint as frequency, (${scoreSql('m.amount', 'm')})::bigint as monetary,
      s.share_above::numeric(9,8) as share_above,
      case when s.share_above < ${by.a}::numeric / 100 then 'A' when s.share_above < (${by.a}::numeric + ${by.b}::numeric) / 100 then 'B' else 'C' end as grade,
      m.rhythm[1]::numeric(10,2) as usual_days, greatest(${unusualSilence.timesMedian}::float8 * m.rhythm[1], m.rhythm[2])::numeric(10,2) as limit_days,
      coalesce(m.silent_days > greatest(${unusualSilence.timesMedian}::float8 * m.rhythm[1], m.rhythm[2]), false) as is_falling
    from app.v_customer cu left join measured m on m.customer_id = cu.id left join shares s on s.customer_id = cu.id cross join c
    where cu.tenant_id = ${ctx.tenantId}::uuid and cu.deleted_at is null`);
  await ctx.db.rows(sql`analyze value_now`);
  const found = await ctx.db.rows<{ r: number[] | null; f: number[] | null; m: number[] | null; customers: number; buyers: number; total: number }>(sql`
    with measured as (select ${asOf}::date - last_on as silent_days, purchase_days, amount from value_now where purchase_days > 0)
    select r, f, m, (select count(*) from value_now) as customers, (select count(*) from measured) as buyers, (select coalesce(sum(revenue_12m), 0)::bigint from value_now) as total from (${cuts}) x`);
  const { r, f, m, ...figures } = found[0] ?? { r: null, f: null, m: null, customers: 0, buyers: 0, total: 0 };
  return { cuts: { recency: (r ?? []).map((v) => -v), frequency: f ?? [], monetary: m ?? [] }, ...figures };
}

const names =
  'first_on, last_on, purchase_days, amount, revenue_12m, revenue_before, recency, frequency, monetary, share_above, grade, usual_days, limit_days, is_falling';
const list = (prefix: string): Sql => ({
  parts: [
    names
      .split(', ')
      .map((n) => `${prefix}${n}`)
      .join(', '),
  ],
  values: [],
});
const assignments: Sql = {
  parts: [
    names
      .split(', ')
      .map((n) => `${n} = excluded.${n}`)
      .join(', '),
  ],
  values: [],
};

/** Replaces the rows of a day; only rows that differ are written. */
export async function storeValues(ctx: RequestContext, key: string) {
  await ctx.db.rows(
    sql`delete from app.customer_value v where v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = ${key}::date and not exists (select 1 from value_now n where n.customer_id = v.customer_id)`,
  );
  await ctx.db.rows(sql`insert into app.customer_value (tenant_id, customer_id, as_of, ${list('')})
    select ${ctx.tenantId}::uuid, n.customer_id, ${key}::date, ${list('n.')} from value_now n
      left join app.v_customer_value v on v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = ${key}::date and v.customer_id = n.customer_id
     where v.customer_id is null or (${list('n.')}) is distinct from (${list('v.')})
    on conflict (tenant_id, as_of, customer_id) do update set ${assignments}`);
}

/** Notes the moves against what is stored, then sets grade and isFalling on the customers where they changed. */
export async function storeMoves(ctx: RequestContext, on: string) {
  await ctx.db.rows(sql`insert into app.value_change (tenant_id, customer_id, changed_on, from_grade, to_grade, score, revenue_12m, revenue_before)
    select ${ctx.tenantId}::uuid, n.customer_id, ${on}::date, v.grade, n.grade, n.recency || '' || n.frequency || n.monetary, n.revenue_12m, coalesce(v.revenue_12m, 0)
      from value_now n left join app.v_customer_value v on v.tenant_id = ${ctx.tenantId}::uuid and v.as_of = 'infinity' and v.customer_id = n.customer_id
     where v.customer_id is null or (v.grade, v.recency, v.frequency, v.monetary) is distinct from (n.grade, n.recency, n.frequency, n.monetary)
    on conflict (tenant_id, customer_id, changed_on) do update set to_grade = excluded.to_grade, score = excluded.score, revenue_12m = excluded.revenue_12m`);
  await ctx.db.rows(sql`update app.customer c set grade = n.grade, is_falling = n.is_falling from value_now n
    where c.tenant_id = ${ctx.tenantId}::uuid and c.id = n.customer_id and (c.grade is distinct from n.grade or c.is_falling is distinct from n.is_falling)`);
}
