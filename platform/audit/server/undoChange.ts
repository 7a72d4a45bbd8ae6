import type { Row } from '#kernel/db/batch.ts';
import { conflict } from '#kernel/errors.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { deleteRecord, restoreRecord, touched, writeChange } from '#platform/records/server/changeRecord.ts';
import { lockVisibleRecord } from '#platform/records/server/selectRecord.ts';
import { findChange, withValues } from './history.ts';
import type { HistoryEntry } from './recordChange.ts';

/** Takes one change back as a new change; refused where a later one touched the same fields. */
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
  const expected = withValues(before, entry.changes, 1);
  const overwritten = Object.keys(entry.changes).filter((name) => JSON.stringify(at(before, name)) !== JSON.stringify(at(expected, name)));
  if (overwritten.length) throw conflict('change.overwritten', { fields: overwritten });
  return writeChange(ctx, object, { kind: 'updated', before, after: touched(ctx, withValues(before, entry.changes, 0)) });
}

const at = (row: Row, name: string) => (name.startsWith('custom.') ? (row['custom'] as Row)[name.slice(7)] : row[name]) ?? null;
