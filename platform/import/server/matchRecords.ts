import type { Row } from '#kernel/db/batch.ts';
import { join, raw, sql } from '#kernel/db/sql.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { columnType } from '#kernel/objects/tableSql.ts';
import { abilities, isVisible, scopeColumns } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { allColumns } from '#platform/records/server/selectRecord.ts';
import type { ImportPlan } from './planImport.ts';
import { arrayLiteral } from './writeRecords.ts';

/** Living records with the unique values of these rows, by the key of `keysOfRow`; one query per set of unique fields. */
export async function matchRecords(ctx: RequestContext, plan: ImportPlan, rows: readonly Row[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const set of plan.keys) {
    const filled = rows.filter((row) => set.every((field) => row[field] !== undefined && row[field] !== null));
    if (!filled.length) continue;
    for (const match of await matchSet(ctx, plan.object, set, filled))
      found.set(JSON.stringify([set.join(), ...set.map((field) => match[field])]), match['recordId'] as string);
  }
  return found;
}

function matchSet(ctx: RequestContext, object: ObjectDefinition, set: readonly string[], rows: readonly Row[]) {
  const typeOf = (field: string) => columnType(object.fields[field] ?? { kind: 'text' });
  const arrays = set.map((field) => sql`${arrayLiteral(rows.map((row) => row[field]))}${raw(`::${typeOf(field)}[]`)}`);
  const own = raw(set.map((field) => `t.${column(field)} as "${field}"`).join(', '));
  const living = sql`t.tenant_id = ${ctx.tenantId}::uuid and t.deleted_at is null`;
  const [first = ''] = set;
  if (set.length === 1)
    return ctx.db.rows(
      sql`select t.id as "recordId", ${own} from ${raw(object.view)} t where ${living} and ${raw(`t.${column(first)}`)} = any(${join(arrays, '')})`,
    );
  const same = raw(set.map((field, i) => `t.${column(field)} = x.c${i}`).join(' and '));
  return ctx.db.rows(
    sql`select t.id as "recordId", ${own} from ${raw(object.view)} t join unnest(${join(arrays, ', ')}) as x(${raw(set.map((_, i) => `c${i}`).join(', '))}) on ${same} where ${living}`,
  );
}

/** Those of the records that the caller may change, locked in one order by all, with the heads of their history. */
export async function lockRecords(ctx: RequestContext, object: ObjectDefinition, ids: readonly string[]): Promise<Map<string, Row>> {
  if (!ids.length) return new Map();
  const rows = await ctx.db.rows(
    sql`select ${raw(allColumns(object))}, t.chain${scopeColumns(ctx.session, object, 't')} from ${raw(object.table)} t
         where t.tenant_id = ${ctx.tenantId}::uuid and t.id = any(${`{${ids.join(',')}}`}::uuid[]) and t.deleted_at is null order by t.id for no key update of t`,
  );
  const mine = rows.filter((row) => isVisible(ctx.session, object, row) && abilities(ctx.session, object, row).update);
  return new Map(mine.map((row) => [row['id'] as string, row]));
}
