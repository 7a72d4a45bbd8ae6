import type { Row } from '#kernel/db/batch.ts';
import { join, raw, sql, type Sql } from '#kernel/db/sql.ts';
import { column, columnFields, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { columnType, isSearchable } from '#kernel/objects/tableSql.ts';
import type { HistoryEntry } from '#platform/audit/server/recordChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { searchChanged, searchColumns } from '#platform/search/server/searchColumns.ts';

/** Several entries where the same import wrote the record more than once. */
export interface NewRecord {
  row: Row;
  entries: readonly HistoryEntry[];
}
export interface ChangedRecord {
  before: Row;
  after: Row;
  entries: readonly HistoryEntry[];
}

/** A column of many rows. */
interface BulkColumn {
  name: string;
  type: string;
  values: readonly unknown[];
}

/** Types whose text needs no quotes in an array. */
const plainTypes = /^(?:uuid|bigint|int8|numeric|boolean|date|timestamp)/;
const needsEscape = /["\\]/;

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return `"${needsEscape.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  return String(value);
}

const plainElement = (value: unknown) => (value === null || value === undefined ? 'NULL' : String(value));

/** An array as PostgreSQL reads it. */
export const arrayLiteral = (values: readonly unknown[], type = 'text'): string => `{${values.map(plainTypes.test(type) ? plainElement : element).join()}}`;

/** Letters, digits and the marks of search tokens stand for themselves. */
const tokensLiteral = (tokens: readonly string[]) =>
  `{${tokens.map((token) => (/^[\p{L}\p{N}#~]+$/u.test(token) && !/^null$/i.test(token) ? token : element(token))).join()}}`;

/**
 * The columns as a relation: those that vary as arrays side by side, JSON as one array of it (which needs no quoting),
 * the others as one value. The first always varies.
 */
function relation(columns: readonly BulkColumn[]): { values: Sql[]; from: Sql } {
  const varies = columns.map(({ values }, i) => i === 0 || values.some((value) => value !== values[0]));
  const arrays = columns.filter(({ type }, i) => varies[i] && type !== 'jsonb');
  const json = columns.filter(({ type }, i) => varies[i] && type === 'jsonb');
  const names = [...arrays, ...json];
  const sent = ({ type }: BulkColumn) => (type === 'text[]' ? 'text' : type);
  const values = columns.map((column, i) => {
    if (!varies[i]) return sql`${column.values[0] ?? null}${raw(`::${column.type}`)}`;
    return raw(`x.c${names.indexOf(column)}${column.type === 'text[]' ? '::text[]' : ''}`);
  });
  const pieces = [
    sql`unnest(${join(
      arrays.map((c) => sql`${arrayLiteral(c.values, c.type)}${raw(`::${sent(c)}[]`)}`),
      ', ',
    )})`,
    ...json.map((c) => sql`jsonb_array_elements(${`[${c.values.join()}]`}::jsonb)`),
  ];
  return { values, from: sql`rows from (${join(pieces, ', ')}) as x(${raw(names.map((_, i) => `c${i}`).join(', '))})` };
}

const searchBulk = (object: ObjectDefinition, rows: readonly Row[]): BulkColumn[] => {
  const made = rows.map((row) => searchColumns(object, row));
  return [
    { name: 'tokens', type: 'text[]', values: made.map((m) => tokensLiteral(m.tokens)) },
    { name: 'search_text', type: 'text', values: made.map((m) => m.searchText) },
    { name: 'initials', type: 'text', values: made.map((m) => m.initials) },
  ];
};

/** Collects new rows with their history, two statements however many they are. */
export function insertRecords(ctx: RequestContext, object: ObjectDefinition, records: readonly NewRecord[]) {
  if (!records.length) return;
  const rows = records.map((r) => r.row);
  const fields = columnFields(object);
  const columns: BulkColumn[] = [
    ...fields
      .toSorted(([a], [b]) => Number(b === 'id') - Number(a === 'id'))
      .map(([name, f]) => ({ name: column(name), type: columnType(f), values: rows.map((row) => row[name] ?? null) })),
    { name: 'custom', type: 'jsonb', values: rows.map((row) => JSON.stringify(row['custom'] ?? {})) },
    { name: 'chain', type: 'bytea', values: records.map((r) => r.entries.at(-1)?.hash) },
    ...(isSearchable(object) ? searchBulk(object, rows) : []),
  ];
  const { values, from } = relation(columns);
  ctx.db.write(
    sql`insert into ${raw(object.table)} (tenant_id, ${raw(columns.map((c) => c.name).join(', '))}) select ${ctx.tenantId}::uuid, ${join(values, ', ')} from ${from}`,
  );
  insertHistory(
    ctx,
    records.flatMap((r) => r.entries),
  );
}

/** Collects the columns that changed in any of these locked rows, and the history. */
export function updateRecords(ctx: RequestContext, object: ObjectDefinition, records: readonly ChangedRecord[]) {
  if (!records.length) return;
  const after = records.map((r) => r.after);
  const changed = columnFields(object).filter(([name]) => name !== 'id' && records.some((r) => r.before[name] !== r.after[name]));
  const columns: BulkColumn[] = [
    { name: 'id', type: 'uuid', values: after.map((row) => row['id']) },
    ...changed.map(([name, f]) => ({ name: column(name), type: columnType(f), values: after.map((row) => row[name] ?? null) })),
    { name: 'custom', type: 'jsonb', values: after.map((row) => JSON.stringify(row['custom'] ?? {})) },
    { name: 'chain', type: 'bytea', values: records.map((r) => r.entries.at(-1)?.hash) },
    ...(isSearchable(object) && records.some((r) => searchChanged(object, r.before, r.after)) ? searchBulk(object, after) : []),
  ];
  const {
    values: [id, ...values],
    from,
  } = relation(columns);
  const sets = columns.slice(1).map(({ name }, i) => sql`${raw(name)} = ${values[i] ?? raw('null')}`);
  ctx.db.write(
    sql`update ${raw(object.table)} t set ${join(sets, ', ')} from ${from} where t.tenant_id = ${ctx.tenantId}::uuid and t.id = ${id ?? raw('null')}`,
  );
  insertHistory(
    ctx,
    records.flatMap((r) => r.entries),
  );
}

function insertHistory(ctx: RequestContext, entries: readonly HistoryEntry[]) {
  const of = (name: keyof HistoryEntry) => entries.map((entry) => entry[name]);
  const columns: BulkColumn[] = [
    { name: 'id', type: 'uuid', values: of('id') },
    { name: 'at', type: 'timestamptz', values: of('at') },
    { name: 'object', type: 'text', values: of('object') },
    { name: 'record_id', type: 'uuid', values: of('recordId') },
    { name: 'version', type: 'int8', values: of('version') },
    { name: 'kind', type: 'text', values: of('kind') },
    { name: 'actor_id', type: 'uuid', values: of('actorId') },
    { name: 'via', type: 'text', values: of('via') },
    { name: 'via_id', type: 'uuid', values: of('viaId') },
    { name: 'changes', type: 'jsonb', values: entries.map((entry) => JSON.stringify(entry.changes)) },
    { name: 'salts', type: 'jsonb', values: entries.map((entry) => JSON.stringify(entry.salts)) },
    { name: 'hash', type: 'bytea', values: of('hash') },
  ];
  const { values, from } = relation(columns);
  ctx.db.write(
    sql`insert into app.history (tenant_id, ${raw(columns.map((c) => c.name).join(', '))}) select ${ctx.tenantId}::uuid, ${join(values, ', ')} from ${from}`,
  );
}
