import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { Problem } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { historyEntry, type HistoryEntry } from '#platform/audit/server/recordChange.ts';
import { withValues } from '#platform/audit/server/history.ts';
import type { RequestContext, Services } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { touched } from '#platform/records/server/changeRecord.ts';
import { allColumns } from '#platform/records/server/selectRecord.ts';
import { holdLock } from './holdLock.ts';
import { findImport, type ImportRun, type StoredProblem, type UndoProgress } from './importRun.ts';
import { setRun, type ImportJob } from './runImport.ts';
import { updateRecords, type ChangedRecord } from './writeRecords.ts';

type ImportEntry = Pick<HistoryEntry, 'id' | 'object' | 'recordId' | 'version' | 'kind' | 'changes'>;

const batchEntries = 1000;
const busyAgainMs = 30_000;
const keptExamples = 100;

/**
 * Takes a whole import back: records that it made and nobody edited since go to the recycle bin, fields that it changed
 * and nobody changed since get their former value. Goes on from the last finished batch.
 */
export async function undoImport(services: Services, { tenantId, importId }: ImportJob, onProgress: (undo: UndoProgress) => void = () => undefined) {
  const lock = await holdLock(services.database, `zhike.import/${importId}`);
  if (!lock) return services.addJob('undoImport', { tenantId, importId }, { key: `undoImport:${importId}`, runAt: new Date(Date.now() + busyAgainMs) });
  try {
    const system = await services.sessionOf(tenantId, null);
    const read = () => execute(services, system, { via: 'job', isCommand: false }, (ctx) => findImport(ctx, importId));
    let run = await read();
    if (run.state !== 'undoing') return;
    const session = await services.sessionOf(tenantId, run.undo.by ?? null);
    const takeBack = (count: number) => execute(services, session, { via: 'job', viaId: importId, isCommand: true }, (ctx) => undoBatch(ctx, run, count));
    for (let more = true; more; ) {
      more = await takeBack(batchEntries).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code !== 'record.not_unique') throw error;
        return undoOneByOne(services, { tenantId, importId }, read);
      });
      run = await read();
      onProgress(progressOf(run));
    }
    await setRun(services, system, importId, sql`state = 'undone', finished_at = now()`);
  } finally {
    await lock.release();
  }
}

const progressOf = ({ undo }: ImportRun): UndoProgress => ({
  deleted: undo.deleted ?? 0,
  restored: undo.restored ?? 0,
  kept: undo.kept ?? 0,
  ...(undo.afterId ? { afterId: undo.afterId } : {}),
  ...(undo.withEdited ? { withEdited: true } : {}),
  by: undo.by ?? null,
});

/** A former unique value is in use by now: the records around it are taken singly, that one is kept. */
async function undoOneByOne(services: Services, { tenantId, importId }: ImportJob, read: () => Promise<ImportRun>): Promise<boolean> {
  const session = await services.sessionOf(tenantId, (await read()).undo.by ?? null);
  let more = true;
  for (let i = 0; more && i < batchEntries; i++) {
    const run = await read();
    const one = (isKept: boolean) => execute(services, session, { via: 'job', viaId: importId, isCommand: true }, (ctx) => undoBatch(ctx, run, 1, isKept));
    more = await one(false).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.code !== 'record.not_unique') throw error;
      return one(true);
    });
  }
  return more;
}

const entryColumns = raw('h.id, h.object, h.record_id as "recordId", h.version, h.kind, h.changes');

async function undoBatch(ctx: RequestContext, run: ImportRun, count: number, keepAll = false): Promise<boolean> {
  await ctx.db.rows(raw("select set_config('statement_timeout', '120000', true)"));
  const progress = progressOf(run);
  const ofImport = sql`h.tenant_id = ${ctx.tenantId}::uuid and h.via_id = ${run.id}::uuid and h.via = 'import'`;
  const after = progress.afterId ? sql`h.id > ${progress.afterId}::uuid` : raw('true');
  const entries = await ctx.db.rows<ImportEntry>(sql`select ${entryColumns} from app.v_history h where ${ofImport} and ${after} order by h.id limit ${count}`);
  if (!entries.length) return false;
  const kept: StoredProblem[] = [];
  for (const name of new Set(entries.map((e) => e.object))) {
    if (!ctx.session.registry.objects.has(name)) continue;
    const ids = [...new Set(entries.filter((e) => e.object === name).map((e) => e.recordId))];
    const all = await ctx.db.rows<ImportEntry>(
      sql`select ${entryColumns} from app.v_history h where ${ofImport} and h.object = ${name} and h.record_id = any(${`{${ids.join(',')}}`}::uuid[]) order by h.version`,
    );
    await undoObject(ctx, ctx.object(name), { entries, all, progress, kept, keepAll });
  }
  const next: UndoProgress = { ...progress, afterId: entries.at(-1)?.id ?? '' };
  const examples = [...run.problems.filter((p) => p.code === 'import.edited_since'), ...kept].slice(0, keptExamples);
  ctx.db.write(
    sql`update app.import_run set undo = ${JSON.stringify(next)}::jsonb, problems = ${JSON.stringify(examples)}::jsonb where tenant_id = ${ctx.tenantId}::uuid and id = ${run.id}::uuid`,
  );
  return entries.length === count;
}

interface UndoOf {
  entries: readonly ImportEntry[];
  all: readonly ImportEntry[];
  progress: UndoProgress;
  kept: StoredProblem[];
  keepAll: boolean;
}

async function undoObject(ctx: RequestContext, object: ObjectDefinition, { entries, all, progress, kept, keepAll }: UndoOf) {
  const byRecord = new Map<string, ImportEntry[]>();
  for (const entry of all) byRecord.set(entry.recordId, [...(byRecord.get(entry.recordId) ?? []), entry]);
  const inBatch = new Set(entries.map((e) => e.id));
  // A record that the import wrote several times is taken with its first entry.
  const ids = [...byRecord].filter(([, own]) => inBatch.has(firstOf(own).id)).map(([id]) => id);
  const changes: ChangedRecord[] = [];
  for (const before of await lockLiving(ctx, object, ids)) {
    const own = byRecord.get(before['id'] as string) ?? [];
    const after = keepAll ? 'edited' : takeBack(ctx, before, own, progress.withEdited === true);
    if (after === 'edited') {
      progress.kept += 1;
      kept.push({ row: 0, path: object.name, code: 'import.edited_since', value: String(before[object.titleField] ?? before['id']) });
    }
    if (typeof after === 'string') continue;
    const kind = after['deletedAt'] ? 'deleted' : 'updated';
    progress[kind === 'deleted' ? 'deleted' : 'restored'] += 1;
    changes.push({ before, after, entries: [historyEntry(ctx, object, { kind, before, after })] });
  }
  updateRecords(ctx, object, changes);
  if (changes.length) ctx.emit(`${object.name}.importUndone`, { importId: ctx.viaId, count: changes.length });
}

const lockLiving = (ctx: RequestContext, object: ObjectDefinition, ids: readonly string[]) =>
  ctx.db.rows(
    sql`select ${raw(allColumns(object))}, t.chain from ${raw(object.table)} t where t.tenant_id = ${ctx.tenantId}::uuid and t.id = any(${`{${ids.join(',')}}`}::uuid[]) and t.deleted_at is null order by t.id for no key update of t`,
  );

const firstOf = (entries: readonly ImportEntry[]): ImportEntry => entries.reduce((a, b) => (b.id < a.id ? b : a));

/** The record without what the import did; where somebody changed all of that since, it is kept. */
function takeBack(ctx: RequestContext, before: Row, entries: readonly ImportEntry[], withEdited: boolean): Row | 'edited' | 'done' {
  const isCreated = entries.some((entry) => entry.kind === 'created');
  const last = Math.max(...entries.map((entry) => entry.version));
  if (isCreated) return before['version'] === last || withEdited ? { ...touched(ctx, before), deletedAt: ctx.now } : 'edited';
  const net: HistoryEntry['changes'] = {};
  for (const { changes } of entries) for (const [name, [from, to]] of Object.entries(changes)) net[name] = [net[name] ? net[name][0] : from, to];
  const isNow = (name: string, value: unknown) => JSON.stringify(valueAt(before, name)) === JSON.stringify(value);
  const open = Object.entries(net).filter(([name, [from]]) => !isNow(name, from));
  const unchanged = open.filter(([name, [, to]]) => isNow(name, to));
  if (!unchanged.length) return open.length ? 'edited' : 'done';
  return touched(ctx, withValues(before, Object.fromEntries(unchanged), 0));
}

const valueAt = (row: Row, name: string) => (name.startsWith('custom.') ? ((row['custom'] ?? {}) as Row)[name.slice('custom.'.length)] : row[name]) ?? null;
