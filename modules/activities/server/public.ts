import type { Row } from '#kernel/db/batch.ts';
import { addDays } from '#kernel/dates.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { listRecords } from '#platform/records/server/listRecords.ts';
import { promise } from '../shared/promise.object.ts';
import { task } from '../shared/task.object.ts';
import { sql } from '#kernel/db/sql.ts';

const mineAndOpen = {
  and: [
    { field: 'ownerId', op: 'isMe' },
    { field: 'status', op: 'eq', value: 'open' },
  ],
};

/** The caller's own open tasks that are due by today or have no date, then those completed today. */
export async function tasksOfToday(ctx: RequestContext, limit: number): Promise<Row[]> {
  const due = {
    or: [
      { field: 'dueOn', op: 'lte', value: ctx.today },
      { field: 'dueOn', op: 'isEmpty' },
    ],
  };
  const doneToday = [
    { field: 'ownerId', op: 'isMe' },
    { field: 'status', op: 'eq', value: 'done' },
    { field: 'completedAt', op: 'within', value: { this: 'day' } },
  ];
  const list = (filter: Record<string, unknown>) => listRecords(ctx, ctx.object(task.name), { filter, sort: 'dueOn', limit });
  const open = await list({ and: [mineAndOpen, due] });
  return [...open.items, ...(await list({ and: doneToday })).items];
}

/** The caller's own open promises that are due by tomorrow. */
export async function promisesOfToday(ctx: RequestContext, limit: number): Promise<Row[]> {
  const due = { field: 'dueOn', op: 'lte', value: addDays(ctx.today, 1) };
  return (await listRecords(ctx, ctx.object(promise.name), { filter: { and: [mineAndOpen, due] }, sort: 'dueOn', limit })).items;
}

/** How many of the caller's promises closed in the last 90 days, and how many of those were kept. */
export async function promisesKept(ctx: RequestContext): Promise<{ kept: number; closed: number }> {
  const since = addDays(ctx.today, -90);
  const row = await ctx.db.first<{ kept: number; closed: number }>(
    sql`select count(*) filter (where p.status = 'kept') as kept, count(*) as closed from app.v_promise p where p.tenant_id = ${ctx.tenantId}::uuid and p.owner_id = ${ctx.memberId}::uuid and p.deleted_at is null and p.status in ('kept', 'broken') and p.due_on >= ${since}::date`,
  );
  return row ?? { kept: 0, closed: 0 };
}
