import type { Row } from '#kernel/db/batch.ts';
import { raw, sql, type Sql } from '#kernel/db/sql.ts';
import { invalid } from '#kernel/errors.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { searchCondition } from '#platform/search/server/searchRecords.ts';
import {
  afterEmpty,
  afterFilled,
  afterSeveral,
  conditions,
  decodeCursor,
  encodeCursor,
  orderOne,
  orderSql,
  parseSort,
  whereSql,
  type Cursor,
  type SortKey,
} from './listSql.ts';
import { allColumns, someColumns } from './selectRecord.ts';

export interface ListInput {
  filter?: unknown;
  search?: string | undefined;
  sort?: string | undefined;
  fields?: readonly string[] | undefined;
  limit?: number | undefined;
  cursor?: string | null | undefined;
  count?: 'none' | 'estimate' | 'exact' | undefined;
  include?: readonly string[] | undefined;
}
export interface ListResult {
  items: Row[];
  nextCursor: string | null;
  count?: number;
  countKind?: 'exact' | 'estimate';
  references?: References;
}
export type References = Record<string, { object: string; title: string }>;

export async function listRecords(ctx: RequestContext, object: ObjectDefinition, input: ListInput): Promise<ListResult> {
  const limit = Math.min(Math.max(input.limit ?? 50, 1), 500);
  const sort = input.sort ?? object.list.sort;
  const keys = parseSort(object, sort);
  const columns = columnsFor(object, input.fields, keys);
  const cursor = input.cursor ? decodeCursor(input.cursor, sort) : undefined;
  const where = conditions(ctx, object, input.filter);
  if (input.search?.trim()) where.push(searchCondition(ctx, object, input.search));
  const rows = await page(ctx, object, { where, keys, cursor, limit, columns });
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? cursorAfter(items, keys, sort) : null, ...(await extras(ctx, object, { input, where, items })) };
}

function columnsFor(object: ObjectDefinition, fields: readonly string[] | undefined, keys: readonly SortKey[]): Sql {
  const unknown = fields?.find((f) => !object.fields[f] && f !== 'custom');
  if (unknown) throw invalid('field.unknown', { field: unknown });
  return raw(fields?.length ? someColumns(object, [...fields, ...keys.map((k) => k.field)]) : allColumns(object));
}

function cursorAfter(items: readonly Row[], keys: readonly SortKey[], sort: string): string {
  const last = items.at(-1) ?? {};
  return encodeCursor({ sort, values: keys.map((k) => (last[k.field] === null ? null : String(last[k.field]))), id: last['id'] as string });
}

/** A count and the titles of references, where they were asked for. */
async function extras(
  ctx: RequestContext,
  object: ObjectDefinition,
  { input, where, items }: { input: ListInput; where: readonly Sql[]; items: readonly Row[] },
) {
  return {
    ...(input.count && input.count !== 'none' ? await countRecords(ctx, object, where, input.count) : {}),
    ...(input.include?.includes('references') ? { references: await referencesOf(ctx, object, items) } : {}),
  };
}

interface Page {
  where: readonly Sql[];
  keys: readonly SortKey[];
  cursor: Cursor | undefined;
  limit: number;
  columns: Sql;
}

/** One row more than asked for, which tells whether there is another page. */
async function page(ctx: RequestContext, object: ObjectDefinition, { where, keys, cursor, limit, columns }: Page): Promise<Row[]> {
  const from = (condition: Sql | undefined, order: Sql, n: number) =>
    ctx.db.rows(sql`select ${columns} from ${raw(object.view)} t where ${whereSql(condition ? [...where, condition] : where)} order by ${order} limit ${n}`);
  const [only] = keys;
  if (keys.length > 1 || !only) return from(cursor ? afterSeveral(object, keys, cursor) : undefined, orderSql(keys), limit + 1);
  const filled = afterFilled(object, only, cursor);
  const rows = filled ? await from(filled, orderOne(only), limit + 1) : [];
  if (rows.length > limit || !object.fields[only.field]?.optional) return rows;
  const empty = await from(afterEmpty(only, cursor), raw(`t.id ${only.descending ? 'desc' : 'asc'}`), limit + 1 - rows.length);
  return [...rows, ...empty];
}

const exactUpTo = 10_000;

/** "estimate" is exact up to 10,000, then the planner's guess. */
export async function countRecords(
  ctx: RequestContext,
  object: ObjectDefinition,
  where: readonly Sql[],
  kind: 'estimate' | 'exact',
): Promise<{ count: number; countKind: 'exact' | 'estimate' }> {
  const from = sql`from ${raw(object.view)} t where ${whereSql(where)}`;
  if (kind === 'exact') return { count: (await ctx.db.first<{ n: number }>(sql`select count(*) as n ${from}`))?.n ?? 0, countKind: 'exact' };
  const bounded = (await ctx.db.first<{ n: number }>(sql`select count(*) as n from (select 1 ${from} limit ${exactUpTo + 1}) x`))?.n ?? 0;
  if (bounded <= exactUpTo) return { count: bounded, countKind: 'exact' };
  const plan = await ctx.db.first<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(sql`explain (format json) select 1 ${from}`);
  return { count: Math.max(plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, bounded), countKind: 'estimate' };
}

/** Titles of the records that these rows refer to, as far as the caller may see them; one query per object. */
export async function referencesOf(ctx: RequestContext, object: ObjectDefinition, rows: readonly Row[]): Promise<References> {
  const wanted = new Map<string, Set<string>>();
  for (const [name, field] of Object.entries(object.fields)) {
    if (field.kind !== 'reference' || !field.target) continue;
    const ids = rows.map((row) => row[name]).filter((id) => typeof id === 'string');
    if (ids.length) wanted.set(field.target, new Set([...(wanted.get(field.target) ?? []), ...ids]));
  }
  return titlesOf(ctx, wanted);
}

export async function titlesOf(ctx: RequestContext, wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<References> {
  const found: References = {};
  for (const [target, ids] of wanted) {
    const other = ctx.object(target);
    const title = other.fields[other.titleField]?.kind === 'reference' ? 'id' : other.titleField;
    const rows = await ctx.db.rows<{ id: string; title: string | null }>(
      sql`select t.id, ${raw(`t.${column(title)}`)}::text as title from ${raw(other.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.id = any(${`{${[...ids].join(',')}}`}::uuid[]) and ${scopeSql(ctx.session, other, 't')}`,
    );
    for (const row of rows) found[row.id] = { object: target, title: row.title ?? '' };
  }
  return found;
}
