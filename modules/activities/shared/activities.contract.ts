import { z } from 'zod';
import { defineOperation } from '#kernel/http/operation.ts';

const closed = z.object({ id: z.uuid(), version: z.int(), status: z.string() });

export const completeTask = defineOperation({
  name: 'activities.task.complete',
  kind: 'command',
  route: 'POST /tasks/:id/complete',
  permission: 'task.update',
  input: z.object({ id: z.uuid(), version: z.int().optional() }),
  output: closed,
});

export const reopenTask = defineOperation({
  name: 'activities.task.reopen',
  kind: 'command',
  route: 'POST /tasks/:id/reopen',
  permission: 'task.update',
  input: z.object({ id: z.uuid(), version: z.int().optional() }),
  output: closed,
});

export const closePromise = defineOperation({
  name: 'activities.promise.close',
  kind: 'command',
  route: 'POST /promises/:id/close',
  permission: 'promise.update',
  input: z.object({ id: z.uuid(), outcome: z.enum(['kept', 'broken']), version: z.int().optional() }),
  output: closed,
});
