import type { Row } from '#kernel/db/batch.ts';
import { conflict } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { changeExisting, deleteRecord, restoreRecord } from '#platform/records/server/changeRecord.ts';
import { loadParts, type Parts } from '#platform/records/server/parts.ts';
import { lockVisibleRecord } from '#platform/records/server/selectRecord.ts';
import { changesOfRequest, findChange, withValues } from './history.ts';
import type { HistoryEntry } from './recordChange.ts';

/** Takes one change back as a new change, with the parts that the same request wrote; refused where a later one touched the same fields. */
export async function undoChange(ctx: RequestContext, id: string): Promise<{ object: string; record: Row }> {
  const entry = await findChange(ctx, id);
  const object = ctx.object(entry.object);
  return { object: object.name, record: await undo[entry.kind](ctx, entry) };
}

const undo = {
  created: (ctx: RequestContext, entry: HistoryEntry) => deleteRecord(ctx, ctx.object(entry.object), entry.recordId),
  deleted: (ctx: RequestContext, entry: HistoryEntry) => restoreRecord(ctx, ctx.object(entry.object), entry.recordId),
  restored: (ctx: RequestContext, entry: HistoryEntry) => deleteRecord(ctx, ctx.object(entry.object), entry.recordId),
  updated: undoUpdate,
};

async function undoUpdate(ctx: RequestContext, entry: HistoryEntry): Promise<Row> {
  const object = ctx.object(entry.object);
  const before = await lockVisibleRecord(ctx, object, entry.recordId);
  assertUntouched(before, entry);
  const partObjects = ctx.session.registry.partsOf(object.name);
  const existing = await loadParts(ctx, partObjects, entry.recordId);
  const parts = await partsBefore(ctx, partObjects, { existing, entry });
  return changeExisting(ctx, object, { before, after: withValues(before, entry.changes, 0), existing, parts });
}

function assertUntouched(row: Row, entry: HistoryEntry) {
  const expected = withValues(row, entry.changes, 1);
  const overwritten = Object.keys(entry.changes).filter((name) => JSON.stringify(at(row, name)) !== JSON.stringify(at(expected, name)));
  if (overwritten.length) throw conflict('change.overwritten', { fields: overwritten });
}

/** Parts as they were before the request: new ones go, changed ones get their values back, deleted ones come again as new ones. */
async function partsBefore(
  ctx: RequestContext,
  objects: readonly ObjectDefinition[],
  { existing, entry }: { existing: Parts; entry: HistoryEntry },
): Promise<Parts> {
  const parts: Parts = {};
  const entries = objects.length ? await changesOfRequest(ctx, entry) : [];
  for (const object of objects) {
    const as = object.partOf?.as as string;
    const own = entries.filter((e) => e.object === object.name);
    const of = (kind: string) => own.filter((e) => e.kind === kind);
    const kept = (existing[as] ?? [])
      .filter((row) => !of('created').some((e) => e.recordId === row['id']))
      .map((row) => {
        const changed = of('updated').find((e) => e.recordId === row['id']);
        if (changed) assertUntouched(row, changed);
        return changed ? withValues(row, changed.changes, 0) : { ...row };
      });
    const again = await deletedParts(
      ctx,
      object,
      of('deleted').map((e) => e.recordId),
    );
    parts[as] = [...kept, ...again].sort((a, b) => Number(a['position']) - Number(b['position']));
  }
  return parts;
}

async function deletedParts(ctx: RequestContext, object: ObjectDefinition, ids: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const id of ids) {
    const { chain: _chain, ...row } = await lockVisibleRecord(ctx, object, id, 'deleted');
    rows.push({ ...row, id: newId(), version: 1, createdAt: ctx.now, updatedAt: ctx.now, createdBy: ctx.memberId, deletedAt: null });
  }
  return rows;
}

const at = (row: Row, name: string) => (name.startsWith('custom.') ? (row['custom'] as Row)[name.slice(7)] : row[name]) ?? null;
