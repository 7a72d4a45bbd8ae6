import type { z } from 'zod';
import type { Row } from '#kernel/db/batch.ts';
import { conflict } from '#kernel/errors.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { touched, writeChange } from '#platform/records/server/changeRecord.ts';
import { lockVisibleRecord } from '#platform/records/server/selectRecord.ts';
import type * as contract from '../shared/activities.contract.ts';
import { promise } from '../shared/promise.object.ts';
import { task } from '../shared/task.object.ts';

const presented = (row: Row) => ({ id: row['id'] as string, version: row['version'] as number, status: row['status'] as string });

function assertCurrent(row: Row, version: number | undefined) {
  if (version !== undefined && row['version'] !== version) throw conflict('record.changed_meanwhile', { id: row['id'], version: row['version'] });
}

async function setTask(ctx: RequestContext, input: { id: string; version?: number | undefined }, status: 'done' | 'open') {
  const before = await lockVisibleRecord(ctx, task, input.id);
  assertCurrent(before, input.version);
  if (before['status'] === status) throw conflict(`task.already_${status}`);
  const after = touched(ctx, { ...before, status, completedAt: status === 'done' ? ctx.now : null });
  writeChange(ctx, task, { kind: 'updated', before, after });
  ctx.emit(status === 'done' ? 'task.completed' : 'task.reopened', { taskId: input.id, customerId: before['customerId'] });
  return presented(after);
}

export const completeTask = (ctx: RequestContext, input: z.output<typeof contract.completeTask.input>) => setTask(ctx, input, 'done');
export const reopenTask = (ctx: RequestContext, input: z.output<typeof contract.reopenTask.input>) => setTask(ctx, input, 'open');

export async function closePromise(ctx: RequestContext, input: z.output<typeof contract.closePromise.input>) {
  const before = await lockVisibleRecord(ctx, promise, input.id);
  assertCurrent(before, input.version);
  if (before['status'] !== 'open') throw conflict('promise.already_closed', { status: before['status'] });
  const after = touched(ctx, { ...before, status: input.outcome, closedAt: ctx.now });
  writeChange(ctx, promise, { kind: 'updated', before, after });
  ctx.emit(`promise.${input.outcome}`, { promiseId: input.id, customerId: before['customerId'] });
  return presented(after);
}

/** The generic update is no second way to close: the instant of closing follows the status. */
export function decideTask(ctx: RequestContext, { after }: { after: Row }): Row {
  return { ...after, completedAt: after['status'] === 'done' ? (after['completedAt'] ?? ctx.now) : null };
}

export function decidePromise(ctx: RequestContext, { after }: { after: Row }): Row {
  return { ...after, closedAt: after['status'] === 'open' ? null : (after['closedAt'] ?? ctx.now) };
}
