import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { conflict, forbidden, notFound } from '#kernel/errors.ts';
import { isId } from '#kernel/ids.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Session } from '#platform/access/server/session.ts';
import { mayUse } from '#platform/access/server/scope.ts';
import type { RequestContext, Services } from '#platform/context/server/context.ts';
import { describeTable, type TableInfo } from './describeTable.ts';
import { explainProblem } from './explainProblem.ts';
import { addCounts, noCounts, type ImportCounts } from './importEnv.ts';
import {
  mappingOfFile,
  parseStoredOptions,
  tableOptionsOf,
  type ImportChange,
  type ImportInput,
  type ImportOptions,
  type MappedColumn,
} from './importOptions.ts';
import { labelsOf, planImport } from './planImport.ts';
import { proposeMapping } from './mapColumns.ts';
import type { Table } from './readTable.ts';
import type { RowProblem } from './parseRow.ts';

export const importStates = ['draft', 'checking', 'checked', 'running', 'done', 'failed', 'undoing', 'undone'] as const;
export type ImportState = (typeof importStates)[number];

export interface StoredProblem extends RowProblem {
  row: number;
}
export interface UndoProgress {
  afterId?: string;
  deleted: number;
  restored: number;
  kept: number;
  withEdited?: boolean /** Who asked for it. */;
  by?: string | null;
}

export interface ImportRun {
  id: string;
  object: string;
  fileName: string;
  storedPath: string;
  sizeBytes: number;
  state: ImportState;
  options: ImportOptions;
  tableInfo: TableInfo;
  counts: Partial<ImportCounts> & { references?: number };
  problems: StoredProblem[];
  undo: Partial<UndoProgress>;
  totalRows: number | null;
  createdBy: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  error: { code: string; details?: Record<string, unknown> } | null;
}

const columns =
  raw(`r.id, r.object, r.file_name as "fileName", r.stored_path as "storedPath", r.size_bytes as "sizeBytes", r.state, r.options, r.table_info as "tableInfo", r.counts, r.problems, r.undo,
  r.total_rows as "totalRows", r.created_by as "createdBy", r.created_at as "createdAt", r.started_at as "startedAt", r.finished_at as "finishedAt", r.error`);

const asRun = (row: Row): ImportRun => ({ ...(row as unknown as ImportRun), options: parseStoredOptions(row['options']) });

export const pathOf = (services: Services, run: Pick<ImportRun, 'storedPath'>) => path.join(services.filesDir, run.storedPath);
/** Where an upload is kept, below the folder of files. */
export const storedPathOf = (tenantId: string, id: string) => path.join(tenantId, 'imports', id);

/** An uploader sees the own imports, an administrator all of the organisation. */
export async function findImport(ctx: RequestContext, id: string, lock = false): Promise<ImportRun> {
  const from = raw(lock ? 'app.import_run r' : 'app.v_import_run r');
  const row = isId(id)
    ? await ctx.db.first(sql`select ${columns} from ${from} where r.tenant_id = ${ctx.tenantId}::uuid and r.id = ${id}::uuid${raw(lock ? ' for update' : '')}`)
    : undefined;
  if (!row || (ctx.session.role !== 'administrator' && row['createdBy'] !== ctx.memberId)) throw notFound('import.not_found', { id });
  return asRun(row);
}

export async function listImports(ctx: RequestContext): Promise<ImportRun[]> {
  const mine = ctx.session.role === 'administrator' ? raw('true') : sql`r.created_by = ${ctx.memberId}::uuid`;
  const rows = await ctx.db.rows(
    sql`select ${columns} from app.v_import_run r where r.tenant_id = ${ctx.tenantId}::uuid and ${mine} order by r.created_at desc, r.id desc limit 100`,
  );
  return rows.map(asRun);
}

export function objectToImport(session: Session, name: string): ObjectDefinition {
  const object = session.registry.objects.get(name) ?? session.registry.byPath.get(name);
  if (!object) throw notFound('object.not_found', { object: name });
  if (object.partOf || object.without?.includes('import') || object.without?.includes('create') || !mayUse(session, object, 'create'))
    throw forbidden('access.denied', { object: object.name, action: 'import' });
  return object;
}

/** Looks at an uploaded file and keeps it as a draft, with a proposed mapping unless one is given. */
export async function createImport(ctx: RequestContext, upload: { id: string; fileName: string; input: ImportInput }): Promise<ImportRun> {
  const object = objectToImport(ctx.session, upload.input.object);
  const storedPath = storedPathOf(ctx.tenantId, upload.id);
  const file = pathOf(ctx.services, { storedPath });
  const { info, totalRows, table } = await describeTable(file, tableOptionsOf(upload.input));
  const options: ImportOptions = {
    ...tableOptionsOf(upload.input),
    mapping: mappingOfFile(info.headers, upload.input) ?? propose(ctx, object, table),
    constants: upload.input.constants ?? {},
    onDuplicate: upload.input.onDuplicate ?? 'skip',
    locale: ctx.locale,
  };
  const run: ImportRun = {
    id: upload.id,
    object: object.name,
    fileName: upload.fileName.replaceAll('\0', '').toWellFormed().slice(0, 255),
    storedPath,
    sizeBytes: (await stat(file)).size,
    state: 'draft',
    options,
    tableInfo: info,
    counts: {},
    problems: [],
    undo: {},
    totalRows,
    createdBy: ctx.memberId,
    createdAt: ctx.now,
    startedAt: null,
    finishedAt: null,
    error: null,
  };
  await ctx.db.rows(sql`insert into app.import_run (tenant_id, id, object, file_name, stored_path, size_bytes, state, options, table_info, total_rows, created_by, created_at)
    values (${ctx.tenantId}::uuid, ${run.id}::uuid, ${run.object}, ${run.fileName}, ${run.storedPath}, ${run.sizeBytes}::int8, ${run.state}, ${JSON.stringify(options)}::jsonb, ${JSON.stringify(info)}::jsonb, ${totalRows}::int8, ${run.createdBy}::uuid, ${run.createdAt}::timestamptz)`);
  return upload.input.start ? startImport(ctx, run.id) : run;
}

function propose(ctx: RequestContext, object: ObjectDefinition, table: Pick<Table, 'headers' | 'sample'>): MappedColumn[] {
  const labels = labelsOf(ctx.services, object);
  const isIdColumn = (column: number) =>
    table.sample.length > 0 &&
    table.sample.every((row) => isId(row[column])) &&
    ['id', ...(labels['id'] ?? [])].some((name) => name.toLowerCase() === table.headers[column]?.toLowerCase());
  // A file that was exported here names its records by their ids.
  return proposeMapping(table, object, { labels }).map((each) => (isIdColumn(each.column) ? { ...each, field: 'id', how: 'name', confidence: 1 } : each));
}

/** Other answers to how the file is to be read; the mapping is proposed anew where the columns are other ones. */
export async function changeImport(ctx: RequestContext, id: string, change: ImportChange): Promise<ImportRun> {
  const run = await findImport(ctx, id, true);
  if (!['draft', 'checked', 'failed'].includes(run.state) || (await hasChunks(ctx, id))) throw conflict('import.not_editable', { state: run.state });
  const object = objectToImport(ctx.session, change.object ?? run.object);
  const tableOptions = { ...tableOptionsOf(run.options), ...tableOptionsOf(change) };
  const isOther = Object.keys(tableOptionsOf(change)).length > 0 || object.name !== run.object;
  const described = isOther
    ? await describeTable(pathOf(ctx.services, run), tableOptions)
    : { info: run.tableInfo, totalRows: run.totalRows, table: undefined };
  const mapping = change.mapping ?? (described.table ? propose(ctx, object, described.table) : run.options.mapping);
  const options: ImportOptions = {
    ...run.options,
    ...tableOptions,
    mapping,
    constants: change.constants ?? run.options.constants,
    onDuplicate: change.onDuplicate ?? run.options.onDuplicate,
  };
  const next: ImportRun = {
    ...run,
    object: object.name,
    options,
    state: 'draft',
    counts: {},
    problems: [],
    error: null,
    tableInfo: described.info,
    totalRows: described.totalRows,
  };
  ctx.db.write(sql`update app.import_run set object = ${next.object}, options = ${JSON.stringify(options)}::jsonb, table_info = ${JSON.stringify(next.tableInfo)}::jsonb, total_rows = ${next.totalRows}::int8,
    state = 'draft', counts = '{}', problems = '[]', error = null where tenant_id = ${ctx.tenantId}::uuid and id = ${id}::uuid`);
  return next;
}

const hasChunks = async (ctx: RequestContext, id: string) =>
  (await ctx.db.first(sql`select 1 as one from app.v_import_chunk where tenant_id = ${ctx.tenantId}::uuid and import_id = ${id}::uuid limit 1`)) !== undefined;

const from: Record<'checking' | 'running' | 'undoing', readonly ImportState[]> = {
  // Asked for again while it goes on: whoever holds the import works on, and a run that died goes on where it was.
  checking: ['draft', 'checked', 'failed', 'checking'],
  running: ['draft', 'checked', 'failed', 'running'],
  undoing: ['done', 'failed', 'undone', 'undoing'],
};

export const startCheck = (ctx: RequestContext, id: string) => begin(ctx, id, 'checking');
export const startImport = (ctx: RequestContext, id: string) => begin(ctx, id, 'running');
/** `withEdited`: records that somebody changed after the import go too. */
export const startUndo = (ctx: RequestContext, id: string, withEdited = false) => begin(ctx, id, 'undoing', withEdited);

async function begin(ctx: RequestContext, id: string, state: 'checking' | 'running' | 'undoing', withEdited = false): Promise<ImportRun> {
  const run = await findImport(ctx, id, true);
  const isRefused = !from[state].includes(run.state) || (run.state === 'undone' && !withEdited);
  if (isRefused) throw conflict(`import.cannot_be_${state}`, { state: run.state });
  if (state !== 'undoing') planImport(ctx.services, ctx.session, objectToImport(ctx.session, run.object), run.options);
  if (state === 'checking' && (await hasChunks(ctx, id))) throw conflict('import.not_editable', { state: run.state });
  const next: ImportRun = {
    ...run,
    state,
    error: null,
    startedAt: ctx.now,
    finishedAt: null,
    ...(state === 'undoing'
      ? {
          undo: { deleted: run.undo.deleted ?? 0, restored: run.undo.restored ?? 0, kept: 0, withEdited, by: ctx.memberId },
          problems: run.problems.filter((p) => p.code !== editedSince),
        }
      : { counts: {}, problems: [] }),
  };
  ctx.db.write(sql`update app.import_run set state = ${state}, error = null, started_at = ${ctx.now}::timestamptz, finished_at = null, counts = ${JSON.stringify(next.counts)}::jsonb, problems = ${JSON.stringify(next.problems)}::jsonb, undo = ${JSON.stringify(next.undo)}::jsonb
    where tenant_id = ${ctx.tenantId}::uuid and id = ${id}::uuid`);
  ctx.emit(state === 'undoing' ? 'import.undoStarted' : 'import.started', { importId: id });
  return next;
}

const shownProblems = 100;
const editedSince = 'import.edited_since';

/** What the wizard and the API show of an import; in lists without its problems. */
export async function presentImport(ctx: RequestContext, run: ImportRun, { isBrief = false } = {}): Promise<Row> {
  const { options, undo } = run;
  const { counts, problems } = await outcomeOf(ctx, run, isBrief);
  const object = ctx.session.registry.objects.get(run.object);
  return {
    id: run.id,
    object: run.object,
    fileName: run.fileName,
    sizeBytes: run.sizeBytes,
    state: run.state,
    table: run.tableInfo,
    mapping: options.mapping,
    constants: options.constants,
    onDuplicate: options.onDuplicate,
    counts,
    totalRows: run.totalRows,
    problems: problems
      .slice(0, shownProblems)
      .map((p) => ({ row: p.row, path: p.path, code: p.code, message: explainProblem(ctx.services, object, p, ctx.locale), value: p.value ?? null })),
    undo: { deleted: undo.deleted ?? 0, restored: undo.restored ?? 0, kept: undo.kept ?? 0 },
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    canUndo: (run.state === 'done' || run.state === 'failed') && counts.created + counts.updated + counts.references > 0,
  };
}

/** While it runs and after, what the finished chunks tell; before, what the dry run told. */
async function outcomeOf(
  ctx: RequestContext,
  run: ImportRun,
  isBrief: boolean,
): Promise<{ counts: ImportCounts & { references: number }; problems: StoredProblem[] }> {
  const isUnderWay = run.state === 'running' || run.state === 'failed';
  const chunks = isUnderWay ? await chunkCounts(ctx, run.id) : { n: 0, counts: run.counts };
  const counts = { ...addCounts(noCounts(), chunks.n ? chunks.counts : run.counts), references: run.counts.references ?? 0 };
  if (isBrief) return { counts, problems: [] };
  const failure = run.error ? [{ row: 0, path: '', ...run.error }] : [];
  const isBegun = chunks.n > 0 || ['done', 'undoing', 'undone'].includes(run.state);
  const failed = isBegun && counts.failed ? await failedProblems(ctx, run.id) : [];
  return { counts, problems: [...failure, ...run.problems, ...failed] };
}

async function chunkCounts(ctx: RequestContext, id: string): Promise<{ n: number; counts: ImportCounts }> {
  const sum = (name: keyof ImportCounts) => `coalesce(sum((c.counts->>'${name}')::int8), 0)::int8 as "${name}"`;
  const row = await ctx.db.first<ImportCounts & { n: number }>(
    sql`select count(*) as n, ${raw((['rows', 'created', 'updated', 'skipped', 'failed'] as const).map(sum).join(', '))} from app.v_import_chunk c where c.tenant_id = ${ctx.tenantId}::uuid and c.import_id = ${id}::uuid`,
  );
  return { n: row?.n ?? 0, counts: addCounts(noCounts(), row ?? {}) };
}

async function failedProblems(ctx: RequestContext, id: string): Promise<StoredProblem[]> {
  const rows = await ctx.db.rows<{ row: number; errors: RowProblem[] }>(
    sql`select f."row", f.errors from app.v_import_failure f where f.tenant_id = ${ctx.tenantId}::uuid and f.import_id = ${id}::uuid order by f."row" limit ${shownProblems}`,
  );
  return rows.flatMap(({ row, errors }) => errors.map((error) => ({ ...error, row })));
}
