import { raw, sql, type Sql } from '#kernel/db/sql.ts';
import { Problem } from '#kernel/errors.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { RequestContext, Services } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { tidyAfterLoading } from '#platform/search/server/tokenFrequency.ts';
import { checkImport } from './checkImport.ts';
import { clean } from './describeTable.ts';
import { holdLock } from './holdLock.ts';
import { addCounts, noCounts, type ImportCounts, type ImportEnv } from './importEnv.ts';
import { tableOptionsOf } from './importOptions.ts';
import { findImport, objectToImport, pathOf, type ImportRun } from './importRun.ts';
import { planImport } from './planImport.ts';
import { forEachAtOnce, readBatches, type Batch, type RowRange } from './readBatches.ts';
import { openTable, type Table } from './readTable.ts';
import { takeChunk, type FailedRow } from './takeChunk.ts';
import { arrayLiteral } from './writeRecords.ts';

export interface ImportJob {
  tenantId: string;
  importId: string;
}
export type OnProgress = (counts: ImportCounts) => void;

const busyAgainMs = 30_000;

/** Does what the state of an import asks for: its dry run, or the import from wherever it stopped. */
export async function runImport(services: Services, { tenantId, importId }: ImportJob, onProgress: OnProgress = () => undefined) {
  const lock = await holdLock(services.database, `zhike.import/${importId}`);
  // Another process works on it; should that one die, this job comes again.
  if (!lock) return services.addJob('runImport', { tenantId, importId }, { key: `runImport:${importId}`, runAt: new Date(Date.now() + busyAgainMs) });
  try {
    await work(services, { tenantId, importId }, onProgress);
  } finally {
    await lock.release();
  }
}

async function work(services: Services, { tenantId, importId }: ImportJob, onProgress: OnProgress) {
  const system = await services.sessionOf(tenantId, null);
  const run = await execute(services, system, { via: 'job', isCommand: false }, (ctx) => findImport(ctx, importId));
  if (run.state !== 'checking' && run.state !== 'running') return;
  try {
    const session = await services.sessionOf(tenantId, run.createdBy);
    const env = await openEnv(services, session, run);
    if (run.state === 'checking') return await checkImport(env.env, { table: env.table, onProgress });
    await importAll(env.env, env.table, onProgress);
  } catch (error) {
    // What the person can mend ends the import; everything else is tried again by the queue, from where it stopped.
    if (!(error instanceof Problem) || error.status === 503) throw error;
    await setRun(
      services,
      system,
      importId,
      sql`state = 'failed', finished_at = now(), error = ${JSON.stringify({ code: error.errors[0]?.code ?? error.code, details: error.errors[0]?.details ?? error.details })}::jsonb`,
    );
  }
}

async function openEnv(services: Services, session: Session, run: ImportRun): Promise<{ env: ImportEnv; table: Table }> {
  const object = objectToImport(session, run.object);
  const plan = planImport(services, session, object, run.options);
  const table = await openTable(pathOf(services, run), tableOptionsOf(run.options));
  return { table, env: { services, session, importId: run.id, plan, isDry: run.state === 'checking', known: new Map(), creating: Promise.resolve() } };
}

export const setRun = (services: Services, session: Session, id: string, sets: Sql) =>
  execute(services, session, { via: 'job', isCommand: true }, async (ctx) =>
    ctx.db.write(sql`update app.import_run set ${sets} where tenant_id = ${ctx.tenantId}::uuid and id = ${id}::uuid`),
  );

interface FinishedChunk extends RowRange {
  pass: number;
  counts: ImportCounts;
  deferred: number[];
}

interface Progress {
  finished: FinishedChunk[];
  counts: ImportCounts;
  onProgress: OnProgress;
  analyseAt: number;
}

const connections = 2;

/** All passes over the file. The first takes every row; the later ones those that had to wait for another row of the file. */
async function importAll(env: ImportEnv, table: Table, onProgress: OnProgress) {
  const { services, session, importId } = env;
  const finished = await execute(services, session, { via: 'import', isCommand: false }, (ctx) =>
    ctx.db.rows<FinishedChunk>(
      sql`select c.pass, c.first_row as "first", c.last_row as "last", c.counts, c.deferred from app.v_import_chunk c where c.tenant_id = ${ctx.tenantId}::uuid and c.import_id = ${importId}::uuid order by c.pass, c.first_row`,
    ),
  );
  const progress: Progress = { finished, counts: finished.reduce((sum, each) => addCounts(sum, each.counts), noCounts()), onProgress, analyseAt: 1 };
  let only: Set<number> | undefined;
  for (let pass = 1, before = Number.POSITIVE_INFINITY; ; pass++) {
    await onePass(env, table, progress, { pass, only, mayWait: (only?.size ?? 0) < before });
    before = only?.size ?? Number.POSITIVE_INFINITY;
    const deferred = progress.finished.filter((each) => each.pass === pass).flatMap((each) => each.deferred);
    if (!deferred.length) break;
    only = new Set(deferred);
  }
  await finish(env, progress.counts);
}

/** `mayWait`: rows may go to one more pass; not so when the last one brought none of them further. */
interface Pass {
  pass: number;
  only: ReadonlySet<number> | undefined;
  mayWait: boolean;
}

function onePass(env: ImportEnv, table: Table, progress: Progress, { pass, only, mayWait }: Pass) {
  const isParallel = pass === 1;
  const batches = readBatches(table, env.plan, {
    currency: env.session.organisation.currency,
    isParallel,
    ...(only ? { only } : {}),
    finished: progress.finished.filter((each) => each.pass === pass),
  });
  return forEachAtOnce(batches, isParallel ? connections : 1, async (batch) => {
    for (const chunk of await takeBatch(env, batch, { pass, only, mayWait })) {
      progress.finished.push(chunk);
      addCounts(progress.counts, chunk.counts);
    }
    await keepPlansGood(env, progress);
    progress.onProgress(progress.counts);
  });
}

/** A table that grows by the thousand stays small in the planner's books, and is read whole for every chunk, until it is analysed. */
async function keepPlansGood({ services, plan }: ImportEnv, progress: Progress) {
  if (progress.counts.created < progress.analyseAt) return;
  progress.analyseAt = progress.counts.created * 6;
  await services.database.owner.query(`analyze ${plan.object.table}`);
}

const attempts = 3;
const takeAgain = new Set(['40P01', '40001']);
const clashes = new Set(['record.not_unique', 'record.reference_broken']);

/** One transaction; again where somebody else was in the way, in halves where a single row must be. */
async function takeBatch(env: ImportEnv, batch: Batch, pass: Pass): Promise<FinishedChunk[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return [await commitBatch(env, batch, pass)];
    } catch (error) {
      const isClash = error instanceof Problem && clashes.has(error.code);
      const isRepeatable = isClash || takeAgain.has(String((error as { code?: unknown }).code));
      if (!isRepeatable) throw error;
      if (attempt < attempts) continue;
      if (!isClash) throw error;
      return takeHalves(env, batch, { pass, clash: error as Problem });
    }
  }
}

async function takeHalves(env: ImportEnv, batch: Batch, { pass, clash }: { pass: Pass; clash: Problem }): Promise<FinishedChunk[]> {
  const [only] = batch.rows;
  if (batch.rows.length <= 1) {
    if (!only || only.problems.length) throw clash;
    only.problems.push(clash.errors[0] ?? { path: '', code: clash.code });
    return [await commitBatch(env, batch, pass)];
  }
  const end = batch.rows[(batch.rows.length >> 1) - 1]?.row ?? batch.first;
  const half = (first: number, last: number): Batch => ({
    first,
    last,
    rows: batch.rows.filter((r) => r.row >= first && r.row <= last),
    repeated: batch.repeated.filter((r) => r.row >= first && r.row <= last),
  });
  return [...(await takeBatch(env, half(batch.first, end), pass)), ...(await takeBatch(env, half(end + 1, batch.last), pass))];
}

/** Longer than a request's, and a larger list of postponed index entries. */
const chunkSettings = raw("select set_config('statement_timeout', '120000', true), set_config('gin_pending_list_limit', '65536', true)");

function commitBatch(env: ImportEnv, batch: Batch, { pass, mayWait }: Pass): Promise<FinishedChunk> {
  const { services, session, importId, plan } = env;
  return execute(services, session, { via: 'import', viaId: importId, isCommand: true }, async (ctx) => {
    await ctx.db.rows(chunkSettings);
    const outcome = await takeChunk(ctx, env, batch.rows, { mayWait, isLater: pass > 1 });
    const deferred = [...batch.repeated, ...outcome.waiting].map((row) => row.row).sort((a, b) => a - b);
    writeFailures(ctx, importId, [...outcome.failures, ...outcome.notices]);
    const chunk: FinishedChunk = { pass, first: batch.first, last: batch.last, counts: outcome.counts, deferred };
    ctx.db.write(sql`insert into app.import_chunk (tenant_id, import_id, pass, first_row, last_row, counts, deferred)
      values (${ctx.tenantId}::uuid, ${importId}::uuid, ${pass}::int8, ${chunk.first}::int8, ${chunk.last}::int8, ${JSON.stringify(chunk.counts)}::jsonb, ${JSON.stringify(deferred)}::jsonb)`);
    const { created, updated } = outcome.counts;
    if (created + updated > 0) ctx.emit(`${plan.object.name}.imported`, { importId, created, updated });
    return chunk;
  });
}

function writeFailures(ctx: RequestContext, importId: string, failures: readonly FailedRow[]) {
  if (!failures.length) return;
  const errors = failures.map((f) =>
    JSON.stringify(f.errors.map((e) => ({ ...e, ...(e.value === undefined ? {} : { value: clean(e.value).slice(0, 500).toWellFormed() }) }))),
  );
  ctx.db.write(sql`insert into app.import_failure (tenant_id, import_id, "row", cells, errors)
    select ${ctx.tenantId}::uuid, ${importId}::uuid, x.* from unnest(${arrayLiteral(failures.map((f) => f.row))}::int8[], ${arrayLiteral(failures.map((f) => JSON.stringify(f.cells.map(clean))))}::jsonb[], ${arrayLiteral(errors)}::jsonb[]) as x`);
}

async function finish({ services, session, importId, plan }: ImportEnv, counts: ImportCounts) {
  const made = await execute(services, session, { via: 'import', isCommand: false }, (ctx) =>
    ctx.db.first<{ n: number }>(
      sql`select count(*) as n from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.via_id = ${importId}::uuid and h.via = 'import' and h.kind = 'created' and h.object <> ${plan.object.name}`,
    ),
  );
  await setRun(
    services,
    session,
    importId,
    sql`state = 'done', finished_at = now(), error = null, total_rows = ${counts.rows}::int8, counts = ${JSON.stringify({ ...counts, references: made?.n ?? 0 })}::jsonb`,
  );
  const targets = new Set([plan.object, ...plan.columns.flatMap((c) => (c.reference?.create ? [c.reference.target] : []))]);
  for (const object of targets) await tidyAfterLoading(services.database, session.organisation.id, { object, rows: counts.created + counts.updated });
}
