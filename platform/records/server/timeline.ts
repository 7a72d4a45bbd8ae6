import type { Row } from '#kernel/db/batch.ts';
import { raw, sql, type Sql } from '#kernel/db/sql.ts';
import { malformed } from '#kernel/errors.ts';
import { isId } from '#kernel/ids.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { scopeSql } from '#platform/access/server/scope.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { referencesOf, type References } from './listRecords.ts';
import { presentRecord } from './presentRecord.ts';
import { allColumns, findRecord } from './selectRecord.ts';

export interface TimelineEntry {
  object: string;
  id: string;
  at: string;
  record: Row;
}

interface TimelineInput {
  customerId: string;
  limit: number;
  cursor?: string | undefined;
  objects?: readonly string[] | undefined;
}

/** Everything that happened with a customer, newest first: all objects that declare when. */
export async function listTimeline(
  ctx: RequestContext,
  input: TimelineInput,
): Promise<{ items: TimelineEntry[]; nextCursor: string | null; references: References }> {
  await findRecord(ctx, ctx.object('customer'), input.customerId, true);
  const limit = Math.min(Math.max(input.limit || 50, 1), 200);
  const [beforeAt, beforeId] = parseCursor(input.cursor);
  const kinds = [...ctx.session.registry.objects.values()].filter((o) => o.timelineAt && (!input.objects || input.objects.includes(o.name)));
  const entries: TimelineEntry[] = [];
  const references: References = {};
  for (const object of kinds) {
    const rows = await rowsOf(ctx, object, { ...input, limit, before: sql`(${atOf(ctx, object)}, t.id) < (${beforeAt}::timestamptz, ${beforeId}::uuid)` });
    entries.push(...rows.map((row) => ({ object: object.name, id: row['id'] as string, at: row['timelineAt'] as string, record: presentRecord(object, row) })));
    Object.assign(references, await referencesOf(ctx, object, rows));
  }
  entries.sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1));
  const items = entries.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: entries.length > limit && last ? `${last.at}_${last.id}` : null, references };
}

const endOfTime = '9999-12-31T00:00:00.000Z';

function parseCursor(cursor: string | undefined): [string, string] {
  if (!cursor) return [endOfTime, 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
  const [at, id] = cursor.split('_');
  if (!at || !/^\d{4}-\d\d-\d\dT/.test(at) || Number.isNaN(Date.parse(at)) || !isId(id)) throw malformed('list.bad_cursor');
  return [at, id];
}

/** A calendar date stands at its beginning in the organisation's time zone. */
function atOf(ctx: RequestContext, object: ObjectDefinition): Sql {
  const name = `t.${column(object.timelineAt as string)}`;
  if (object.fields[object.timelineAt as string]?.kind !== 'date') return raw(name);
  return sql`(${raw(name)}::timestamp at time zone ${ctx.session.organisation.timeZone})`;
}

const rowsOf = (ctx: RequestContext, object: ObjectDefinition, input: { customerId: string; limit: number; before: Sql }) =>
  ctx.db.rows(sql`select ${raw(allColumns(object))}, ${atOf(ctx, object)} as "timelineAt" from ${raw(object.view)} t
    where t.tenant_id = ${ctx.tenantId}::uuid and t.customer_id = ${input.customerId}::uuid and t.deleted_at is null and ${scopeSql(ctx.session, object, 't')} and ${input.before}
    order by ${atOf(ctx, object)} desc, t.id desc limit ${input.limit + 1}`);
