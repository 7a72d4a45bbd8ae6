import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { isId } from '#kernel/ids.ts';
import { column } from '#kernel/objects/defineObject.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { historyEntry } from '#platform/audit/server/recordChange.ts';
import { assertMay } from '#platform/records/server/changeRecord.ts';
import { newRow, parseValues } from '#platform/records/server/parseRecord.ts';
import type { ImportEnv, Resolved } from './importEnv.ts';
import type { ImportRow } from './parseRow.ts';
import type { ReferencePlan } from './planImport.ts';
import { insertRecords, type NewRecord } from './writeRecords.ts';

export const referenceKey = (plan: ReferencePlan, text: string) => `${plan.field}\n${text}`;

const keptReferences = 200_000;

/** Finds the records that these rows refer to, one query per way of naming them; makes the missing ones where the mapping says so. */
export async function resolveReferences(ctx: RequestContext, env: ImportEnv, rows: readonly ImportRow[]): Promise<Map<string, Resolved>> {
  if (env.known.size > keptReferences) env.known.clear();
  const found = new Map<string, Resolved>();
  const wanted = new Map<ReferencePlan, Set<string>>();
  for (const { plan, text } of rows.flatMap((row) => (row.problems.length ? [] : row.references))) {
    const known = env.known.get(referenceKey(plan, text));
    if (known) found.set(referenceKey(plan, text), known);
    else wanted.set(plan, (wanted.get(plan) ?? new Set()).add(text));
  }
  for (const [plan, texts] of wanted) {
    const resolved = await lookUp(ctx, plan, [...texts]);
    const missing = [...texts].filter((text) => !resolved.has(text));
    if (plan.create && missing.length) for (const [text, made] of await createMissing(env, plan, missing)) resolved.set(text, made);
    for (const [text, each] of resolved) {
      env.known.set(referenceKey(plan, text), each);
      found.set(referenceKey(plan, text), each);
    }
  }
  return found;
}

async function lookUp(ctx: RequestContext, plan: ReferencePlan, texts: readonly string[]): Promise<Map<string, Resolved>> {
  const found = new Map<string, Resolved>();
  for (const by of ['id', ...plan.by.filter((name) => name !== 'id')]) {
    const left = texts.filter((text) => !found.has(text) && (by !== 'id' || isId(text)));
    if (left.length) await lookUpBy(ctx, plan, { by, texts: left, found });
  }
  return found;
}

async function lookUpBy(ctx: RequestContext, { target }: ReferencePlan, to: { by: string; texts: readonly string[]; found: Map<string, Resolved> }) {
  const name = raw(`t.${column(to.by)}`);
  const rows = await ctx.db.rows<{ id: string; key: string }>(
    sql`select t.id, ${name}::text as key from ${raw(target.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.deleted_at is null and ${name} = any(${to.texts}${raw(to.by === 'id' ? '::uuid[]' : '::text[]')}) and ${scopeSql(ctx.session, target, 't')}`,
  );
  const counted = new Map<string, number>();
  for (const { id, key } of rows) {
    const count = (counted.get(key) ?? 0) + 1;
    counted.set(key, count);
    to.found.set(key, count === 1 ? { id } : { code: 'import.reference_ambiguous', details: { count } });
  }
}

/** Stands for a record that a dry run would make. */
const notYetMade: Resolved = { id: '00000000-0000-7000-8000-000000000000' };

/** One at a time, so that two chunks, or two imports, never make the same record twice. */
function createMissing(env: ImportEnv, plan: ReferencePlan, texts: readonly string[]): Promise<Map<string, Resolved>> {
  const { services, session, importId, isDry } = env;
  const work = () =>
    execute(services, session, { via: 'import', viaId: importId, isCommand: true }, async (ctx) => {
      assertMay(ctx, plan.target, 'create');
      await ctx.db.rows(sql`select pg_advisory_xact_lock(hashtext(${`zhike.reference/${ctx.tenantId}/${plan.target.name}`}))`);
      const resolved = await lookUp(ctx, plan, texts);
      const records: NewRecord[] = [];
      for (const text of texts.filter((each) => !resolved.has(each))) {
        const made = await makeRecord(ctx, plan, text);
        if ('row' in made) records.push(made);
        resolved.set(text, 'row' in made ? (isDry ? notYetMade : { id: made.row['id'] as string }) : made);
      }
      if (isDry) return resolved;
      insertRecords(ctx, plan.target, records);
      if (records.length) ctx.emit(`${plan.target.name}.imported`, { importId, count: records.length });
      return resolved;
    });
  const done = env.creating.then(work, work);
  env.creating = done.catch(() => undefined);
  return done;
}

async function makeRecord(ctx: RequestContext, plan: ReferencePlan, text: string): Promise<NewRecord | { code: string; details?: Record<string, unknown> }> {
  const { target } = plan;
  const parsed = parseValues(target, templateOf(plan, text), { currency: ctx.session.organisation.currency });
  const made = newRow(ctx, target, parsed.values);
  const [problem] = [...parsed.problems, ...made.problems];
  if (problem) return { code: problem.code, ...(problem.details ? { details: problem.details } : {}) };
  let row = made.values;
  for (const module of ctx.services.modules) row = (await module.decide?.[target.name]?.(ctx, { before: undefined, after: row, parts: undefined })) ?? row;
  return { row, entries: [historyEntry(ctx, target, { kind: 'created', before: undefined, after: row })] };
}

/** The values that the mapping gives, with the cell in its place. */
function templateOf({ target, create, by }: ReferencePlan, text: string): Row {
  const values = Object.entries(create?.values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('{value}', () => text) : value,
  ]);
  return { ...Object.fromEntries(values), [create?.by ?? by[0] ?? target.titleField]: text };
}
