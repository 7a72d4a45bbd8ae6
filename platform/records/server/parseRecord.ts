import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { invalidFields, type FieldProblem } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { columnFields, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { parseFieldValue } from './fieldValue.ts';

export interface ParsedRecord {
  values: Row;
  problems: FieldProblem[];
}

const isRecord = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks an input against the definition, without looking at other records; unknown and read-only fields are refused. */
export function parseValues(object: ObjectDefinition, input: unknown, env: { currency: string; partNames?: readonly string[] }): ParsedRecord {
  if (!isRecord(input)) return { values: {}, problems: [{ path: '', code: 'record.not_an_object' }] };
  const values: Row = {};
  const problems: FieldProblem[] = [];
  const currency = typeof input['currency'] === 'string' ? input['currency'] : env.currency;
  const take = (path: string, given: unknown, into: Row, key: string) => {
    const field = object.fields[path];
    if (!field) return void problems.push({ path, code: 'field.unknown' });
    if (field.readOnly) return void problems.push({ path, code: 'field.read_only' });
    const parsed = parseFieldValue(given, field, currency);
    if ('value' in parsed) into[key] = parsed.value;
    else problems.push({ path, ...parsed });
  };
  for (const [key, given] of Object.entries(input)) {
    if (key === 'custom') {
      if (!isRecord(given)) problems.push({ path: 'custom', code: 'record.not_an_object' });
      else values['custom'] = takeCustom(given, take);
    } else if (!env.partNames?.includes(key)) take(key, given, values, key);
  }
  return { values, problems };
}

function takeCustom(given: Row, take: (path: string, value: unknown, into: Row, key: string) => void): Row {
  const custom: Row = {};
  for (const [name, value] of Object.entries(given)) take(`custom.${name}`, value, custom, name);
  return custom;
}

/** A new row with everything that the input left out: defaults, owner, ids; problems for what is missing. */
export function newRow(ctx: RequestContext, object: ObjectDefinition, values: Row): ParsedRecord {
  const row: Row = { custom: {} };
  const problems: FieldProblem[] = [];
  for (const [name, field] of columnFields(object)) {
    const given = values[name];
    if (given !== undefined) row[name] = given;
    else if (field.default !== undefined) row[name] = field.kind === 'decimal' ? String(field.default) : field.default;
    else if (field.kind === 'currency') row[name] = ctx.session.organisation.currency;
    else if (field.optional) row[name] = null;
    else if (!field.readOnly) problems.push({ path: name, code: 'field.required' });
  }
  if (object.access === 'owned' && values['ownerId'] === undefined) row['ownerId'] = ctx.memberId;
  Object.assign(row, {
    id: newId(),
    version: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.memberId,
    deletedAt: null,
    custom: withoutNulls(values['custom']),
  });
  return { values: row, problems };
}

/** A merge patch for the custom values: null takes one away. */
export const mergeCustom = (before: unknown, patch: unknown) => withoutNulls({ ...(before as Row), ...(patch as Row) });

const withoutNulls = (custom: unknown): Row => Object.fromEntries(Object.entries((custom ?? {}) as Row).filter(([, v]) => v !== null));

/** Every reference must point to a record that exists and that the caller may see; one query per object referred to. */
export async function assertReferences(ctx: RequestContext, object: ObjectDefinition, rows: readonly Row[], prefix: (index: number) => string = () => '') {
  const wanted = new Map<string, Set<string>>();
  const fields = columnFields(object).filter(([, f]) => f.kind === 'reference' && f.target && !f.readOnly);
  for (const row of rows) {
    for (const [name, f] of fields) {
      const id = row[name];
      // Giving a record to oneself needs no look-up: it spares the create its second round trip.
      if (typeof id === 'string' && !(f.target === 'member' && id === ctx.memberId))
        wanted.set(f.target as string, (wanted.get(f.target as string) ?? new Set()).add(id));
    }
  }
  const found = new Map<string, Set<string>>();
  for (const [target, ids] of wanted) found.set(target, await visibleIds(ctx, target, [...ids]));
  const problems = rows.flatMap((row, i) =>
    fields
      .filter(([name, f]) => typeof row[name] === 'string' && found.get(f.target as string)?.has(row[name] as string) === false)
      .map(([name]) => ({ path: `${prefix(i)}${name}`, code: 'field.reference_not_found' })),
  );
  if (problems.length) throw invalidFields(problems);
}

/** Which of these records exist and may be seen. */
export async function visibleIds(ctx: RequestContext, target: string, ids: readonly string[]): Promise<Set<string>> {
  const object = ctx.object(target);
  const rows = await ctx.db.rows<{ id: string }>(
    sql`select t.id from ${raw(object.view)} t where t.tenant_id = ${ctx.tenantId} and t.id = any(${`{${ids.join(',')}}`}::uuid[]) and t.deleted_at is null and ${scopeSql(ctx.session, object, 't')}`,
  );
  return new Set(rows.map((r) => r.id));
}
