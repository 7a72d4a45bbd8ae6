import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { Problem } from '#kernel/errors.ts';
import { column } from '#kernel/objects/defineObject.ts';
import { historyEntry, type HistoryEntry } from '#platform/audit/server/recordChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { touched } from '#platform/records/server/changeRecord.ts';
import { mergeCustom, newRow } from '#platform/records/server/parseRecord.ts';
import { changedFields } from '#platform/records/server/writeRecord.ts';
import { noCounts, type ImportCounts, type ImportEnv, type Resolved } from './importEnv.ts';
import { lockRecords, matchRecords } from './matchRecords.ts';
import { keysOfRow, parseRow, type ImportRow, type RowProblem } from './parseRow.ts';
import { referenceKey, resolveReferences } from './references.ts';
import { insertRecords, updateRecords } from './writeRecords.ts';

export interface FailedRow {
  row: number;
  cells: string[];
  errors: RowProblem[];
}
/** A row that refers to a record of its own kind which is not there (yet). */
export interface WaitingRow {
  row: number;
  cells: string[];
  problem: RowProblem;
}

/** `notices` are rows that came in, but not whole. */
export interface ChunkOutcome {
  counts: ImportCounts;
  failures: FailedRow[];
  notices: FailedRow[];
  waiting: WaitingRow[] /** Unique values that records have which were there before. */;
  known: ReadonlySet<string>;
}

/** `mayWait`: rows may go to another pass; `isLater`: these did, some for repeating a unique value of the file. */
export interface PassOptions {
  mayWait: boolean;
  isLater: boolean;
}

/** A record that this chunk makes or changes; a later row of the chunk may change it again. */
interface Draft {
  before: Row | undefined;
  current: Row;
  entries: HistoryEntry[];
}

interface Chunk {
  ctx: RequestContext;
  env: ImportEnv;
  resolved: Map<string, Resolved>;
  /** Ids by unique values: of living records, and of those that this chunk makes. */
  ids: Map<string, string>;
  locked: Map<string, Row>;
  drafts: Map<string, Draft>;
  outcome: ChunkOutcome;
  pass: PassOptions;
}

/** Takes these rows into the object; what is written goes out with the commit of `ctx`. */
export async function takeChunk(ctx: RequestContext, env: ImportEnv, rows: readonly ImportRow[], pass: PassOptions): Promise<ChunkOutcome> {
  const { plan } = env;
  const resolved = await resolveReferences(ctx, env, rows);
  const values = rows.map((row) => (row.problems.length ? {} : { ...row.values, ...referencesOf(row, resolved) }));
  const ids = await matchRecords(ctx, plan, values);
  const changes = plan.onDuplicate === 'fill' || plan.onDuplicate === 'update';
  const locked = changes ? await lockRecords(ctx, plan.object, [...new Set(ids.values())].sort()) : new Map<string, Row>();
  const chunk: Chunk = {
    ctx: env.isDry ? withoutWrites(ctx) : ctx,
    env,
    resolved,
    ids,
    locked,
    drafts: new Map(),
    outcome: { counts: noCounts(), failures: [], notices: [], waiting: [], known: new Set(ids.keys()) },
    pass,
  };
  for (const row of rows) await takeRow(chunk, row);
  if (!env.isDry) write(chunk);
  return chunk.outcome;
}

/** For the functions of the modules in a dry run. */
const withoutWrites = (ctx: RequestContext): RequestContext => ({
  ...ctx,
  emit: () => undefined,
  afterCommit: () => undefined,
  db: { ...ctx.db, write: () => undefined, writeWith: () => undefined },
});

function write({ ctx, env: { plan }, drafts }: Chunk) {
  const all = [...drafts.values()].filter((d) => d.entries.length);
  insertRecords(
    ctx,
    plan.object,
    all.filter((d) => !d.before).map((d) => ({ row: d.current, entries: d.entries })),
  );
  updateRecords(
    ctx,
    plan.object,
    all.flatMap(({ before, current, entries }) => (before ? [{ before, after: current, entries }] : [])),
  );
}

function referencesOf(row: ImportRow, resolved: ReadonlyMap<string, Resolved>): Row {
  const found: Row = {};
  for (const { plan, text } of row.references) {
    const each = resolved.get(referenceKey(plan, text));
    if (each && 'id' in each) found[plan.field] = each.id;
  }
  return found;
}

async function takeRow(chunk: Chunk, row: ImportRow) {
  const { counts, failures, waiting } = chunk.outcome;
  try {
    const missing = unresolved(chunk, row);
    if (row.problems.length || missing.some((m) => !m.mayCome)) return fail([...row.problems, ...missing.map((m) => m.problem)]);
    const [first] = missing;
    if (first) return void waiting.push({ row: row.row, cells: row.cells, problem: first.problem });
    counts[await takeValues(chunk, row)] += 1;
    counts.rows += 1;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    fail(error.errors.length ? [...error.errors] : [{ path: '', code: error.code, details: error.details }]);
  }
  function fail(errors: RowProblem[]) {
    failures.push({ row: row.row, cells: row.cells, errors });
    counts.failed += 1;
    counts.rows += 1;
  }
}

function unresolved({ resolved, env: { plan }, pass: { mayWait } }: Chunk, row: ImportRow): { problem: RowProblem; mayCome: boolean }[] {
  if (row.problems.length) return [];
  return row.references.flatMap(({ plan: reference, text }) => {
    const each = resolved.get(referenceKey(reference, text));
    if (each && 'id' in each) return [];
    const problem = { path: reference.field, value: text, ...(each ?? { code: 'import.reference_not_found' }) };
    return [{ problem, mayCome: !each && mayWait && reference.target.name === plan.object.name }];
  });
}

async function takeValues(chunk: Chunk, row: ImportRow): Promise<'created' | 'updated' | 'skipped'> {
  const {
    env: { plan },
    ids,
  } = chunk;
  const values = { ...row.values, ...referencesOf(row, chunk.resolved) };
  const keys = keysOfRow(plan, { values, references: [] });
  const matched = [...new Set(keys.flatMap((key) => ids.get(key) ?? []))];
  if (matched.length > 1) throw new Problem(409, 'import.matches_several', { count: matched.length });
  const [id] = matched;
  if (id !== undefined && plan.onDuplicate === 'skip') {
    if (!(await isNamesake(chunk, id, values))) return 'skipped';
    await create(chunk, withoutKeys(plan, values));
    chunk.outcome.notices.push({
      row: row.row,
      cells: row.cells,
      errors: [{ path: fieldOfKey(keys.find((key) => ids.has(key))), code: 'import.kept_without_key' }],
    });
    return 'created';
  }
  if (id !== undefined && plan.onDuplicate === 'create')
    throw new Problem(409, 'record.not_unique', {}, [{ path: fieldOfKey(keys.find((key) => ids.has(key))), code: 'field.not_unique' }]);
  const written = id === undefined ? await create(chunk, values) : await change(chunk, row, { id, values });
  if (!written) return 'skipped';
  for (const key of keys) ids.set(key, written);
  return id === undefined ? 'created' : 'updated';
}

/** Is the record with this unique value another one, made from another row of this very file? Two names under one code are two customers. */
async function isNamesake({ ctx, env, drafts, pass }: Chunk, id: string, values: Row): Promise<boolean> {
  const { object } = env.plan;
  const draft = drafts.get(id);
  if (draft) return !draft.before && draft.current[object.titleField] !== values[object.titleField];
  if (!pass.isLater || env.isDry) return false;
  const made = await ctx.db.first<{
    title: unknown;
  }>(sql`select ${raw(`t.${column(object.titleField)}`)} as title from ${raw(object.view)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.id = ${id}::uuid
    and exists (select 1 from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.object = ${object.name} and h.record_id = t.id and h.via_id = ${env.importId}::uuid and h.kind = 'created')`);
  return made !== undefined && made.title !== values[object.titleField];
}

const withoutKeys = ({ keys, object }: ImportEnv['plan'], values: Row): Row => ({
  ...values,
  ...Object.fromEntries(
    keys
      .flat()
      .filter((field) => object.fields[field]?.optional && object.fields[field]?.kind !== 'reference')
      .map((field) => [field, null]),
  ),
});

const fieldOfKey = (key: string | undefined) => (key ? String((JSON.parse(key) as string[])[0]?.split(',')[0] ?? '') : '');

async function decide({ ctx, env: { plan } }: Chunk, before: Row | undefined, after: Row): Promise<Row> {
  let decided = after;
  for (const each of plan.decides) decided = (await each(ctx, { before, after: decided, parts: undefined })) ?? decided;
  return decided;
}

async function create(chunk: Chunk, values: Row): Promise<string> {
  const {
    ctx,
    env: { plan },
    drafts,
  } = chunk;
  const made = newRow(ctx, plan.object, values);
  const row = await decide(chunk, undefined, made.values);
  const missing = made.problems.filter((p) => row[p.path] === undefined);
  if (missing.length) throw new Problem(422, 'record.invalid', {}, missing);
  const entry = historyEntry(ctx, plan.object, { kind: 'created', before: undefined, after: row });
  const id = row['id'] as string;
  drafts.set(id, { before: undefined, current: { ...row, chain: entry.hash }, entries: [entry] });
  return id;
}

/** Undefined when nothing differs. */
async function change(chunk: Chunk, row: ImportRow, to: { id: string; values: Row }): Promise<string | undefined> {
  const {
    ctx,
    env: { plan },
    drafts,
    locked,
  } = chunk;
  const before = locked.get(to.id);
  const draft = drafts.get(to.id) ?? (before ? { before, current: before, entries: [] } : undefined);
  if (!draft) throw new Problem(403, 'import.record_not_yours');
  const { current } = draft;
  const given = withoutId(inCurrencyOf(current, chunk, row, to.values));
  if (plan.onDuplicate === 'fill' && given['currency'] !== undefined && given['currency'] !== current['currency'])
    throw new Problem(409, 'import.other_currency', { currency: current['currency'] });
  const values = plan.onDuplicate === 'fill' ? onlyEmpty(current, given) : given;
  const custom = values['custom'] ? mergeCustom(current['custom'], values['custom']) : current['custom'];
  const after = await decide(chunk, current, { ...current, ...values, custom });
  if (!changedFields(current, after).length) return undefined;
  const next = touched(ctx, after);
  const entry = historyEntry(ctx, plan.object, { kind: 'updated', before: current, after: next });
  draft.current = { ...next, chain: entry.hash };
  draft.entries.push(entry);
  drafts.set(to.id, draft);
  return to.id;
}

const withoutId = ({ id: _id, ...values }: Row): Row => values;

/** Amounts of a row without a currency are in that of the record. */
function inCurrencyOf(current: Row, { env: { plan } }: Chunk, row: ImportRow, values: Row): Row {
  const { currency } = current;
  if (typeof currency !== 'string' || currency === row.currency || values['currency'] !== undefined) return values;
  const again = parseRow(plan, { row: row.row, cells: row.cells }, currency);
  if (again.problems.length) throw new Problem(422, 'record.invalid', {}, again.problems);
  return { ...values, ...again.values };
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

function onlyEmpty(current: Row, { custom, ...values }: Row): Row {
  const own = (current['custom'] ?? {}) as Row;
  const empty = Object.entries(values).filter(([name]) => isEmpty(current[name]));
  const more = Object.entries((custom ?? {}) as Row).filter(([name]) => isEmpty(own[name]));
  return { ...Object.fromEntries(empty), ...(more.length ? { custom: Object.fromEntries(more) } : {}) };
}
