import { join, raw, sql, type Sql } from '#kernel/db/sql.ts';
import { compileFilter } from '#kernel/filters/compileFilter.ts';
import type { Filter } from '#kernel/filters/filter.ts';
import { parseFilter } from '#kernel/filters/parseFilter.ts';
import { invalid, malformed } from '#kernel/errors.ts';
import { isId } from '#kernel/ids.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { columnType } from '#kernel/objects/tableSql.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';

export interface SortKey {
  field: string;
  descending: boolean;
}

/** "-createdAt,name": only fields declared sortable, so that an index serves each. */
export function parseSort(object: ObjectDefinition, text: string): SortKey[] {
  const keys = text
    .split(',')
    .filter(Boolean)
    .map((part) => ({ field: part.replace(/^[-+]/, ''), descending: part.startsWith('-') }));
  for (const { field } of keys) {
    if (field !== 'id' && !object.fields[field]?.sortable)
      throw invalid('sort.not_sortable', { field, sortable: Object.keys(object.fields).filter((f) => object.fields[f]?.sortable) });
  }
  return keys.length ? keys : [{ field: 'createdAt', descending: true }];
}

/** The permission and the user's filter, ANDed: the one place where conditions of a list are made. */
export function conditions(ctx: RequestContext, object: ObjectDefinition, filter: unknown): Sql[] {
  const parsed = filter === undefined || filter === null ? undefined : parse(ctx, object, filter);
  const where = [sql`t.tenant_id = ${ctx.tenantId}::uuid`];
  if (!parsed || !mentions(parsed, 'deletedAt')) where.push(raw('t.deleted_at is null'));
  where.push(scopeSql(ctx.session, object, 't'));
  if (parsed) where.push(compile(ctx, object, parsed));
  return where;
}

const parse = (ctx: RequestContext, object: ObjectDefinition, filter: unknown) =>
  parseFilter(filter, object, { catalog: ctx.session.registry.catalog, mayRead: () => true, currency: ctx.session.organisation.currency });

/** Of the records themselves, not of related ones. */
function mentions(filter: Filter, field: string): boolean {
  if ('and' in filter) return filter.and.some((f) => mentions(f, field));
  if ('or' in filter) return filter.or.some((f) => mentions(f, field));
  if ('not' in filter) return mentions(filter.not, field);
  return 'field' in filter && filter.field === field;
}

function compile(ctx: RequestContext, object: ObjectDefinition, filter: Filter): Sql {
  const { session } = ctx;
  return compileFilter(filter, {
    object,
    alias: 't',
    catalog: session.registry.catalog,
    tenantId: ctx.tenantId,
    memberId: ctx.memberId ?? '00000000-0000-0000-0000-000000000000',
    teamMemberIds: session.teamMemberIds,
    todayOn: ctx.today,
    timeZone: session.organisation.timeZone,
    currency: session.organisation.currency,
    related: (other, alias) => scopeSql(session, other, alias),
  });
}

export const whereSql = (pieces: readonly Sql[]) => join(pieces, ' and ');

/** Where a page ended: the sort values and the id of its last row, and the sort they belong to. */
export interface Cursor {
  sort: string;
  values: (string | null)[];
  id: string;
}

export const encodeCursor = (cursor: Cursor) => Buffer.from(JSON.stringify([cursor.sort, cursor.values, cursor.id])).toString('base64url');

export function decodeCursor(text: string, sort: string): Cursor {
  try {
    const [of, values, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, (string | null)[], string];
    if (of === sort && Array.isArray(values) && values.every((v) => v === null || typeof v === 'string') && isId(id)) return { sort, values, id };
  } catch {
    // Falls through to the refusal.
  }
  throw malformed('list.bad_cursor');
}

const directed = (key: SortKey) => raw(key.descending ? ' < ' : ' > ');

function typed(object: ObjectDefinition, key: SortKey, value: string | null): Sql {
  const field = object.fields[key.field];
  return sql`${value}${raw(`::${field ? columnType(field) : 'uuid'}`)}`;
}

/** Rows after the cursor where the one sort field is filled, or null when the cursor is already among the empty ones. */
export function afterFilled(object: ObjectDefinition, key: SortKey, cursor: Cursor | undefined): Sql | null {
  const name = raw(`t.${column(key.field)}`);
  const filled = object.fields[key.field]?.optional ? sql`${name} is not null` : raw('true');
  if (!cursor) return filled;
  if (cursor.values[0] === null) return null;
  return sql`${filled} and (${name}, t.id)${directed(key)}(${typed(object, key, cursor.values[0] as string)}, ${cursor.id}::uuid)`;
}

/** Rows after the cursor among those where the one sort field is empty: nulls come last in both directions. */
export function afterEmpty(key: SortKey, cursor: Cursor | undefined): Sql {
  const empty = sql`${raw(`t.${column(key.field)}`)} is null`;
  return cursor?.values[0] === null ? sql`${empty} and t.id${directed(key)}${cursor.id}::uuid` : empty;
}

/** Rows after the cursor for several sort fields: the first that differs decides. */
export function afterSeveral(object: ObjectDefinition, keys: readonly SortKey[], cursor: Cursor): Sql {
  const alternatives = [...keys, { field: 'id', descending: keys.at(-1)?.descending ?? false }].map((key, i) => {
    const equal = keys.slice(0, i).map((k, j) => sql`${raw(`t.${column(k.field)}`)} is not distinct from ${typed(object, k, cursor.values[j] ?? null)}`);
    const name = raw(`t.${column(key.field)}`);
    const value = key.field === 'id' ? cursor.id : (cursor.values[i] ?? null);
    const beyond =
      value === null
        ? raw('false')
        : sql`(${name}${directed(key)}${typed(object, key, value)}${raw(object.fields[key.field]?.optional ? ` or t.${column(key.field)} is null` : '')})`;
    return sql`(${join([...equal, beyond], ' and ')})`;
  });
  return sql`(${join(alternatives, ' or ')})`;
}

export function orderSql(keys: readonly SortKey[]): Sql {
  const last = keys.at(-1)?.descending ? 'desc' : 'asc';
  return raw([...keys.map((k) => `t.${column(k.field)} ${k.descending ? 'desc' : 'asc'} nulls last`), `t.id ${last}`].join(', '));
}

/** For one sort field the nulls are apart, so the order needs no "nulls last", which an index would not serve. */
export const orderOne = (key: SortKey) => raw(`t.${column(key.field)} ${key.descending ? 'desc' : 'asc'}, t.id ${key.descending ? 'desc' : 'asc'}`);
