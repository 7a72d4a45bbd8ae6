import type { Row } from '#kernel/db/batch.ts';
import { raw, sql, type Sql } from '#kernel/db/sql.ts';
import { notFound } from '#kernel/errors.ts';
import { isId } from '#kernel/ids.ts';
import { column, columnFields, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { isVisible, scopeColumns } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';

const lists = new WeakMap<ObjectDefinition, string>();

/** All columns of an object under camelCase names, from the alias t. */
export function allColumns(object: ObjectDefinition): string {
  const known = lists.get(object);
  if (known) return known;
  const text = [...columnFields(object).map(([name]) => `t.${column(name)} as "${name}"`), 't.custom'].join(', ');
  lists.set(object, text);
  return text;
}

/** These fields only, with those that presenting needs. */
const isCustom = (field: string) => field === 'custom' || field.startsWith('custom.');

export function someColumns(object: ObjectDefinition, fields: readonly string[]): string {
  const needsCurrency = fields.some((f) => object.fields[f]?.kind === 'money');
  const names = new Set([
    'id',
    ...fields.filter((f) => !isCustom(f)),
    ...(needsCurrency ? ['currency'] : []),
    ...(object.access === 'owned' ? ['ownerId'] : []),
  ]);
  const custom = fields.some(isCustom);
  return [...[...names].map((name) => `t.${column(name)} as "${name}"`), ...(custom ? ['t.custom'] : [])].join(', ');
}

const missing = (object: ObjectDefinition, id: string) => notFound('record.not_found', { object: object.name, id });

/** Reads one record by its key through the view and tests the permission in memory; "may not see" is "not found". */
export async function findRecord(ctx: RequestContext, object: ObjectDefinition, id: string, withDeleted = false): Promise<Row> {
  if (!isId(id)) throw missing(object, id);
  const alive: Sql = withDeleted ? raw('') : raw(' and t.deleted_at is null');
  const row = await ctx.db.first(
    sql`select ${raw(allColumns(object))}${scopeColumns(ctx.session, object, 't')} from ${raw(object.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.id = ${id}::uuid${alive}`,
  );
  if (!row || !isVisible(ctx.session, object, row)) throw missing(object, id);
  return row;
}

/** The same from the table, locked until the commit, with the head of its history chain. */
export async function lockVisibleRecord(ctx: RequestContext, object: ObjectDefinition, id: string, state: 'alive' | 'deleted' = 'alive'): Promise<Row> {
  if (!isId(id)) throw missing(object, id);
  const row = await ctx.db.first(
    sql`select ${raw(allColumns(object))}, t.chain${scopeColumns(ctx.session, object, 't')} from ${raw(object.table)} t
         where t.tenant_id = ${ctx.tenantId}::uuid and t.id = ${id}::uuid and ${raw(state === 'alive' ? 't.deleted_at is null' : 't.deleted_at is not null')} for no key update of t`,
  );
  if (!row || !isVisible(ctx.session, object, row)) throw missing(object, id);
  return row;
}

/** The parts of these parents by parent id, in order. */
export async function partsOf(ctx: RequestContext, part: ObjectDefinition, parentIds: readonly string[]): Promise<Map<string, Row[]>> {
  const byParent = new Map<string, Row[]>();
  const by = part.partOf?.field as string;
  const rows = await ctx.db.rows(
    sql`select ${raw(allColumns(part))}, t.chain from ${raw(part.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and ${raw(`t.${column(by)}`)} = any(${`{${parentIds.join(',')}}`}::uuid[]) and t.deleted_at is null order by t.position, t.id`,
  );
  for (const row of rows) {
    const parent = row[by] as string;
    byParent.set(parent, [...(byParent.get(parent) ?? []), row]);
  }
  return byParent;
}
