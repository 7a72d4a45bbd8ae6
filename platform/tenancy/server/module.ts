import type { Row } from '#kernel/db/batch.ts';
import { sql } from '#kernel/db/sql.ts';
import { conflict } from '#kernel/errors.ts';
import { defineServerModule, type RequestContext } from '#platform/context/server/context.ts';
import { department, member } from '../shared/member.object.ts';

/** An organisation without an active administrator could never be set right again. */
async function decideMember(ctx: RequestContext, { before, after }: { before: Row | undefined; after: Row }): Promise<Row> {
  const wasAdministrator = before?.['role'] === 'administrator' && before['isActive'];
  if (wasAdministrator && (after['role'] !== 'administrator' || !after['isActive'])) {
    const others = await ctx.db.rows(
      sql`select 1 as one from app.v_member where tenant_id = ${ctx.tenantId}::uuid and role = 'administrator' and is_active and user_id is not null and id <> ${after['id']}::uuid limit 1`,
    );
    if (!others.length) throw conflict('member.last_administrator');
  }
  return forgetting(ctx, after);
}

function forgetting(ctx: RequestContext, after: Row): Row {
  ctx.afterCommit(() => ctx.services.forgetSessions(ctx.tenantId));
  return after;
}

export const tenancyModule = defineServerModule({
  name: 'tenancy',
  objects: [department, member],
  decide: { member: decideMember, department: (ctx, { after }) => forgetting(ctx, after) },
});
