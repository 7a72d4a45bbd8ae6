import type { Row } from '#kernel/db/batch.ts';
import { join, raw, sql, type Sql } from '#kernel/db/sql.ts';
import { queryTokens } from '#kernel/chinese/tokens.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { isSearchable } from '#kernel/objects/tableSql.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { initialsTokens, plainText } from './searchColumns.ts';

/** One way in which a query may match: tokens that must all be there, and a recheck on the text behind them. */
interface Way {
  tokens: string[];
  recheck: Sql | undefined;
}

const escaped = (text: string) => text.replace(/[%_\\]/g, '\\$&');

/** Any part of a name, in any order of words; for digits also parts of phone numbers, for latin letters the pinyin initials. */
function waysOf(query: string): Way[] {
  const { tokens, orTokens, kind, folded } = queryTokens(query);
  const words = folded
    .split(' ')
    .map(plainText)
    .filter((word) => [...word].length > 2);
  const recheck = words.length
    ? sql`(${join(
        words.map((word) => sql`t.search_text like ${`%${escaped(word)}%`}`),
        ' and ',
      )})`
    : undefined;
  const ways: Way[] = tokens.length ? [{ tokens, recheck: kind === 'digits' ? undefined : recheck }] : [];
  if (orTokens.length) ways.push({ tokens: orTokens, recheck });
  const initials = plainText(query);
  if (/^[a-z0-9]{2,}$/.test(initials) && kind === 'latin')
    ways.push({ tokens: initialsTokens(initials), recheck: initials.length > 2 ? sql`t.initials like ${`%${escaped(initials)}%`}` : undefined });
  return ways;
}

const wayCondition = (way: Way): Sql => sql`(t.tokens @> ${way.tokens}::text[]${way.recheck ? sql` and ${way.recheck}` : raw('')})`;

/** The search as a condition on a list. */
export const searchCondition = (_ctx: RequestContext, object: ObjectDefinition, query: string): Sql =>
  isSearchable(object) && waysOf(query).length ? sql`(${join(waysOf(query).map(wayCondition), ' or ')})` : raw('false');

export interface Hit {
  id: string;
  object: string;
  title: string;
  row: Row;
}
export interface SearchResult {
  hits: Hit[];
  partial: boolean;
}

const smallScope = 5000;
const recent = [3000, 30_000] as const;

interface Plan {
  object: ObjectDefinition;
  query: string;
  limit: number;
  columns: Sql;
}

/**
 * Ranked matches of one object. The way in is chosen here, because the planner chooses badly between the index and
 * walking the newest rows: rare tokens go through the index, few visible rows are tested directly, common tokens test the
 * most recent rows and say that the answer is partial.
 */
export async function searchObject(ctx: RequestContext, object: ObjectDefinition, query: string, limit: number): Promise<SearchResult> {
  const subtitle = object.list.columns.filter((c) => c !== object.titleField && object.fields[c] && !object.fields[c]?.custom).slice(0, 3);
  const names = [
    ...new Set([
      'id',
      object.titleField,
      'createdAt',
      ...subtitle,
      ...(object.fields['grade'] ? ['grade'] : []),
      ...(object.fields['currency'] ? ['currency'] : []),
    ]),
  ];
  const plan: Plan = { object, query, limit, columns: raw(names.map((n) => `t.${column(n)} as "${n}"`).join(', ')) };
  if (await isRare(ctx, plan)) return finish(plan, await byIndex(ctx, plan), false);
  if (await isSmallScope(ctx, object)) return finish(plan, await inScope(ctx, plan), false);
  for (const n of recent) {
    const rows = await amongRecent(ctx, plan, n);
    if (rows.length >= limit || n === recent[1]) return finish(plan, rows, true);
  }
  return finish(plan, [], true);
}

const finish = ({ object, limit }: Plan, rows: Row[], partial: boolean): SearchResult => ({
  hits: rows.slice(0, limit).map((row) => ({ id: row['id'] as string, object: object.name, title: String(row[object.titleField] ?? ''), row })),
  partial,
});

/** What the choice of the way in needs to know, kept as long as the session is: some seconds. */
const known = new WeakMap<Session, Map<string, Promise<unknown>>>();

function once<T>(session: Session, key: string, find: () => Promise<T>): Promise<T> {
  const kept = known.get(session) ?? new Map<string, Promise<unknown>>();
  known.set(session, kept);
  const found = (kept.get(key) as Promise<T> | undefined) ?? find();
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  return found;
}

/** Records that follow others are many even where a member owns few. */
async function isSmallScope(ctx: RequestContext, object: ObjectDefinition): Promise<boolean> {
  if (object.access !== 'owned' || object.visibleWith || ctx.session.ownerIds === null) return false;
  return once(ctx.session, `small ${object.name}`, async () => {
    const found = await ctx.db.first<{ n: number }>(
      sql`select count(*) as n from (select 1 from ${raw(object.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.deleted_at is null and t.owner_id = any(${ctx.session.ownerIdsLiteral}::uuid[]) limit ${smallScope + 1}) x`,
    );
    return (found?.n ?? 0) <= smallScope;
  });
}

/** Rare when some token of each way is not in the table of frequent ones. */
async function isRare(ctx: RequestContext, { object, query }: Plan): Promise<boolean> {
  const ways = waysOf(query);
  if (!ways.length) return false;
  const frequent = await once(
    ctx.session,
    `frequent ${object.name}`,
    async () =>
      new Set(
        (
          await ctx.db.rows<{ token: string }>(
            sql`select f.token from app.v_token_frequency f where f.tenant_id = ${ctx.tenantId}::uuid and f.object = ${object.name}`,
          )
        ).map((r) => r.token),
      ),
  );
  return ways.every((way) => way.tokens.some((t) => !frequent.has(t)));
}

/** Exact first, then where the match stands, then the shorter name. */
function ranking(query: string): Sql {
  const folded = plainText(query);
  const initials = folded;
  return sql`(t.search_text = ${folded}) desc, (split_part(t.search_text, E'\\n', 1) = ${folded}) desc,
    case when strpos(t.search_text, ${folded}) > 0 then strpos(t.search_text, ${folded}) else 1000 + coalesce(nullif(strpos(t.initials, ${initials}), 0), 1000) end, length(t.search_text), t.id`;
}

const scoped = (ctx: RequestContext, object: ObjectDefinition) =>
  sql`t.tenant_id = ${ctx.tenantId}::uuid and t.deleted_at is null and ${scopeSql(ctx.session, object, 't')}`;

const narrow = raw('t.id, t.tokens, t.search_text, t.initials, t.created_at');

/** Ranks narrow rows, then fetches what is shown of the best. */
const ranked = (ctx: RequestContext, { object, query, limit, columns }: Plan, from: Sql) =>
  ctx.db.rows(sql`with t as materialized (${from}),
      top as (select t.id, row_number() over (order by ${ranking(query)}) as rn from (select * from t where ${searchCondition(ctx, object, query)} order by created_at desc limit 200) t order by rn limit ${limit})
    select ${columns} from top join ${raw(object.view)} t on t.tenant_id = ${ctx.tenantId}::uuid and t.id = top.id order by top.rn`);

const inScope = (ctx: RequestContext, plan: Plan) => ranked(ctx, plan, sql`select ${narrow} from ${raw(plan.object.view)} t where ${scoped(ctx, plan.object)}`);

const byIndex = (ctx: RequestContext, plan: Plan) =>
  ranked(
    ctx,
    plan,
    sql`select ${narrow} from ${raw(plan.object.view)} t where ${scoped(ctx, plan.object)} and ${searchCondition(ctx, plan.object, plan.query)}`,
  );

/** The newest rows that may be seen; of records that follow others, for those who do not see all, the own ones. */
function amongRecent(ctx: RequestContext, plan: Plan, n: number) {
  const { object } = plan;
  const where =
    object.visibleWith && ctx.session.ownerIds !== null
      ? sql`t.tenant_id = ${ctx.tenantId}::uuid and t.deleted_at is null and t.owner_id = any(${ctx.session.ownerIdsLiteral}::uuid[])`
      : scoped(ctx, object);
  return ranked(ctx, plan, sql`select ${narrow} from ${raw(object.view)} t where ${where} order by t.created_at desc, t.id desc limit ${n}`);
}
