import type { z } from 'zod';
import type { Row } from '#kernel/db/batch.ts';
import { sql } from '#kernel/db/sql.ts';
import { forbidden, invalidFields, notFound } from '#kernel/errors.ts';
import { isId, newId } from '#kernel/ids.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { visibleIds } from '#platform/records/server/parseRecord.ts';
import { findRecord } from '#platform/records/server/selectRecord.ts';
import type { shareInput } from '../shared/access.contract.ts';
import { abilities } from './scope.ts';

const forget = (ctx: RequestContext) => ctx.afterCommit(() => ctx.services.forgetSessions(ctx.tenantId));

/** Only the side of the owner may share; a share never passes itself on. */
async function assertMayShare(ctx: RequestContext, object: ObjectDefinition, id: string) {
  const record = await findRecord(ctx, object, id);
  if (object.access !== 'owned' || !abilities(ctx.session, object, record).delete) throw forbidden('access.denied', { object: object.name, action: 'share' });
}

/** Shows a record, and what follows it, to a member or a department, until an instant or for good. */
export async function shareRecord(ctx: RequestContext, object: ObjectDefinition, input: z.output<typeof shareInput> & { id: string }): Promise<Row> {
  await assertMayShare(ctx, object, input.id);
  const { memberId = null, departmentId = null, until = null } = input;
  if ((memberId === null) === (departmentId === null)) throw invalidFields([{ path: 'memberId', code: 'share.one_of' }]);
  const target = memberId ?? departmentId ?? '';
  const known = await visibleIds(ctx, memberId ? 'member' : 'department', [target]);
  if (!known.has(target)) throw invalidFields([{ path: memberId ? 'memberId' : 'departmentId', code: 'field.reference_not_found' }]);
  const id = newId();
  ctx.db.write(sql`insert into app.share (tenant_id, id, object, record_id, member_id, department_id, until, created_at, created_by)
    values (${ctx.tenantId}::uuid, ${id}::uuid, ${object.name}, ${input.id}::uuid, ${memberId}::uuid, ${departmentId}::uuid, ${until}::timestamptz, ${ctx.now}::timestamptz, ${ctx.memberId}::uuid)`);
  ctx.emit('record.shared', { object: object.name, id: input.id, memberId, departmentId });
  forget(ctx);
  return { id, memberId, departmentId, until };
}

export async function listShares(ctx: RequestContext, object: ObjectDefinition, id: string): Promise<{ items: Row[] }> {
  await findRecord(ctx, object, id);
  return {
    items: await ctx.db.rows(
      sql`select s.id, s.member_id as "memberId", s.department_id as "departmentId", s.until, s.created_at as "createdAt" from app.v_share s where s.tenant_id = ${ctx.tenantId}::uuid and s.object = ${object.name} and s.record_id = ${id}::uuid order by s.created_at, s.id`,
    ),
  };
}

export async function endShare(ctx: RequestContext, object: ObjectDefinition, input: { id: string; shareId: string }) {
  await assertMayShare(ctx, object, input.id);
  const ended =
    isId(input.shareId) &&
    (await ctx.db.first(
      sql`delete from app.share where tenant_id = ${ctx.tenantId}::uuid and id = ${input.shareId}::uuid and object = ${object.name} and record_id = ${input.id}::uuid returning id`,
    ));
  if (!ended) throw notFound('record.not_found', { object: 'share', id: input.shareId });
  ctx.emit('record.unshared', { object: object.name, id: input.id });
  forget(ctx);
}
