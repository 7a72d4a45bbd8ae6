import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { invalid, Problem, type FieldProblem } from '#kernel/errors.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { createRecord, updateRecord } from './changeRecord.ts';

export interface RowOutcome {
  index: number;
  status: 'created' | 'updated' | 'failed';
  id?: string;
  code?: string;
  errors?: readonly FieldProblem[];
}

const batchLimit = 10_000;

/**
 * Inserts, or updates by a unique field, many records; each row in a transaction of its own, so good rows are kept.
 * `run` opens that transaction; none may be open around it, or many batches at once would wait for each other's connections.
 */
export async function batchRecords(
  object: ObjectDefinition,
  input: { key?: string | undefined; rows: readonly unknown[] },
  run: <T>(work: (ctx: RequestContext) => Promise<T>) => Promise<T>,
): Promise<RowOutcome[]> {
  assertBatch(object, input);
  const { key } = input;
  const existing = key ? await run((ctx) => idsByKey(ctx, object, key, input.rows)) : new Map<string, string>();
  const outcomes: RowOutcome[] = [];
  for (const [index, row] of input.rows.entries()) {
    const given = key ? keyOf(row, key) : '';
    const id = existing.get(given);
    const write = (inner: RequestContext) => (id ? updateRecord(inner, object, { id, patch: row }) : createRecord(inner, object, row));
    const outcome = await oneRow(index, () => run(write), id ? 'updated' : 'created');
    if (given && outcome.id) existing.set(given, outcome.id);
    outcomes.push(outcome);
  }
  return outcomes;
}

function assertBatch(object: ObjectDefinition, { key, rows }: { key?: string | undefined; rows: readonly unknown[] }) {
  if (rows.length > batchLimit) throw invalid('batch.too_large', { max: batchLimit });
  if (key && !object.fields[key]?.unique) throw invalid('batch.key_not_unique', { field: key });
}

const keyOf = (row: unknown, key: string) => String((row as Row | null)?.[key] ?? '');

async function oneRow(index: number, work: () => Promise<Row>, status: 'created' | 'updated'): Promise<RowOutcome> {
  try {
    return { index, status, id: (await work())['id'] as string };
  } catch (error) {
    // A database that is away fails all rows that follow too.
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return { index, status: 'failed', code: error.code, errors: error.errors };
  }
}

async function idsByKey(ctx: RequestContext, object: ObjectDefinition, key: string, rows: readonly unknown[]): Promise<Map<string, string>> {
  const values = rows.map((row) => (row as Row | null)?.[key]).filter((v) => typeof v === 'string');
  const found = await ctx.db.rows<{ id: string; key: string }>(
    sql`select t.id, ${raw(`t.${column(key)}`)} as key from ${raw(object.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.deleted_at is null and ${raw(`t.${column(key)}`)} = any(${values}::text[])`,
  );
  return new Map(found.map((row) => [row.key, row.id]));
}
