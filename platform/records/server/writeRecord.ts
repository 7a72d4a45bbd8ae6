import type { Row } from '#kernel/db/batch.ts';
import { join, raw, sql, type Sql } from '#kernel/db/sql.ts';
import { column, columnFields, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { columnType, isSearchable } from '#kernel/objects/tableSql.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { searchChanged, searchColumns } from '#platform/search/server/searchColumns.ts';

/** Names of the fields whose values differ; custom ones as custom.NAME. */
export function changedFields(before: Row, after: Row): string[] {
  const names = Object.keys(after).filter((name) => name !== 'custom' && name !== 'chain' && before[name] !== after[name]);
  const [was, is] = [(before['custom'] ?? {}) as Row, (after['custom'] ?? {}) as Row];
  const custom = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return [...names, ...custom.map((name) => `custom.${name}`)];
}

/** Collects the insert of a new row; sent with the commit. `chain` is the hash of its history entry. */
export function insertRecord(ctx: RequestContext, object: ObjectDefinition, row: Row, chain: Buffer) {
  ctx.db.write(insertSql(ctx.tenantId, object, row, chain));
}

function insertSql(tenantId: string, object: ObjectDefinition, row: Row, chain: Buffer): Sql {
  const fields = columnFields(object);
  const columns = ['tenant_id', ...fields.map(([name]) => column(name)), 'custom', 'chain'];
  const values = [
    sql`${tenantId}::uuid`,
    ...fields.map(([name, f]) => sql`${row[name] ?? null}${raw(`::${columnType(f)}`)}`),
    sql`${JSON.stringify(row['custom'] ?? {})}::jsonb`,
    sql`${chain}::bytea`,
  ];
  if (isSearchable(object)) {
    const search = searchColumns(object, row);
    columns.push('tokens', 'search_text', 'initials');
    values.push(sql`${search.tokens}::text[]`, sql`${search.searchText}::text`, sql`${search.initials}::text`);
  }
  return sql`insert into ${raw(object.table)} (${raw(columns.join(', '))}) values (${join(values, ', ')})`;
}

/** Collects the update of only the columns that changed. */
export function updateRow(ctx: RequestContext, object: ObjectDefinition, change: { before: Row; after: Row; chain: Buffer }) {
  const { before, after } = change;
  const sets = columnFields(object)
    .filter(([name]) => before[name] !== after[name])
    .map(([name, f]) => sql`${raw(column(name))} = ${after[name] ?? null}${raw(`::${columnType(f)}`)}`);
  if (JSON.stringify(before['custom']) !== JSON.stringify(after['custom'])) sets.push(sql`custom = ${JSON.stringify(after['custom'])}::jsonb`);
  if (isSearchable(object) && searchChanged(object, before, after)) {
    const search = searchColumns(object, after);
    sets.push(sql`tokens = ${search.tokens}::text[]`, sql`search_text = ${search.searchText}::text`, sql`initials = ${search.initials}::text`);
  }
  ctx.db.write(
    sql`update ${raw(object.table)} set ${join([...sets, sql`chain = ${change.chain}::bytea`], ', ')} where tenant_id = ${ctx.tenantId}::uuid and id = ${after['id']}::uuid`,
  );
}
