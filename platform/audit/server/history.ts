import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { invalid, malformed, notFound } from '#kernel/errors.ts';
import { isId } from '#kernel/ids.ts';
import { minorToMoney } from '#kernel/money.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { titlesOf, type References } from '#platform/records/server/listRecords.ts';
import { findRecord } from '#platform/records/server/selectRecord.ts';
import { chainHash, type ChangeKind, type HistoryEntry } from './recordChange.ts';

const columns = raw(
  'h.id, h.at, h.object, h.record_id as "recordId", h.version, h.kind, h.actor_id as "actorId", h.via, h.via_id as "viaId", h.changes, h.salts, h.hash',
);

export interface PresentedChange {
  id: string;
  at: string;
  version: number;
  kind: ChangeKind;
  actor: { id: string; name: string } | null;
  via: string;
  viaId: string | null;
  changes: { field: string; from: unknown; to: unknown }[];
}

/** The changes of a record that the caller may see, newest first, in the recycle bin too. */
export async function listHistory(
  ctx: RequestContext,
  object: ObjectDefinition,
  input: { id: string; limit?: number | undefined; cursor?: string | null | undefined },
): Promise<{ items: PresentedChange[]; nextCursor: string | null; references: References }> {
  const record = await findRecord(ctx, object, input.id, true);
  const limit = Math.min(input.limit ?? 50, 500);
  const before = input.cursor ? Number(input.cursor) : Number.MAX_SAFE_INTEGER;
  if (!Number.isSafeInteger(before)) throw malformed('list.bad_cursor');
  const rows = await ctx.db.rows<HistoryEntry>(
    sql`select ${columns} from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.object = ${object.name} and h.record_id = ${input.id}::uuid and h.version < ${before}::int8 order by h.version desc limit ${limit + 1}`,
  );
  const entries = rows.slice(0, limit);
  const references = await titlesOf(ctx, referencedBy(object, entries));
  return {
    items: presentAll(object, entries, { references, currency: await currencyAfter(ctx, object, { record, before }) }),
    nextCursor: rows.length > limit ? String(entries.at(-1)?.version) : null,
    references,
  };
}

function referencedBy(object: ObjectDefinition, entries: readonly HistoryEntry[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>([['member', new Set(entries.map((e) => e.actorId).filter((id) => id !== null))]]);
  for (const entry of entries) {
    for (const [name, values] of Object.entries(entry.changes)) {
      const target = object.fields[name]?.kind === 'reference' ? object.fields[name]?.target : undefined;
      if (target) for (const id of values) if (isId(id)) wanted.set(target, (wanted.get(target) ?? new Set()).add(id));
    }
  }
  for (const [target, ids] of wanted) if (!ids.size) wanted.delete(target);
  return wanted;
}

interface Shown {
  references: References;
  currency: string | null;
}

/** Newest first: each amount in the currency that the record had then. */
function presentAll(object: ObjectDefinition, entries: readonly HistoryEntry[], { references, currency }: Shown): PresentedChange[] {
  let after = currency;
  return entries.map((entry) => {
    const before = (entry.changes['currency']?.[0] ?? after) as string | null;
    const shown = present(object, entry, { references, before, after });
    after = before;
    return shown;
  });
}

/** The record's currency after the newest entry of a page: today's, unless a later entry changed it. */
async function currencyAfter(ctx: RequestContext, object: ObjectDefinition, { record, before }: { record: Row; before: number }): Promise<string | null> {
  const later = await ctx.db.first<{ currency: string }>(
    sql`select h.changes -> 'currency' ->> 0 as currency from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.object = ${object.name} and h.record_id = ${record['id']}::uuid and h.version >= ${before}::int8 and h.changes ? 'currency' order by h.version limit 1`,
  );
  return later?.currency ?? ((record['currency'] ?? null) as string | null);
}

function present(object: ObjectDefinition, entry: HistoryEntry, env: { references: References; before: string | null; after: string | null }): PresentedChange {
  const shown = (name: string, value: unknown, currency: string | null) =>
    object.fields[name]?.kind === 'money' && typeof value === 'number' && currency ? minorToMoney(value, currency) : value;
  const { actorId } = entry;
  return {
    id: entry.id,
    at: entry.at,
    version: entry.version,
    kind: entry.kind,
    via: entry.via,
    viaId: entry.viaId,
    actor: actorId ? { id: actorId, name: env.references[actorId]?.title ?? '' } : null,
    changes: Object.entries(entry.changes).map(([name, [from, to]]) => ({ field: name, from: shown(name, from, env.before), to: shown(name, to, env.after) })),
  };
}

/** One entry by its id, of a record that the caller may see. */
export async function findChange(ctx: RequestContext, id: string): Promise<HistoryEntry> {
  const entry = isId(id)
    ? await ctx.db.first<HistoryEntry>(sql`select ${columns} from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.id = ${id}::uuid`)
    : undefined;
  if (!entry || !ctx.session.registry.objects.has(entry.object)) throw notFound('change.not_found', { id });
  await findRecord(ctx, ctx.object(entry.object), entry.recordId, true);
  return entry;
}

/** The other entries that the request of this one wrote. */
export const changesOfRequest = (ctx: RequestContext, entry: HistoryEntry) =>
  ctx.db.rows<HistoryEntry>(
    sql`select ${columns} from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.request_id = ${entry.id}::uuid and h.request_id <> h.id`,
  );

/** The record as it was at an instant: today's values with every later change taken back. */
export async function recordAsOf(ctx: RequestContext, object: ObjectDefinition, input: { id: string; asOf: string }): Promise<Row> {
  const at = Date.parse(input.asOf);
  if (Number.isNaN(at) || !/^\d{4}-/.test(input.asOf)) throw invalid('field.not_timestamp', { field: 'asOf' });
  const record = await findRecord(ctx, object, input.id, true);
  const later = await ctx.db.rows<HistoryEntry>(
    sql`select ${columns} from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.object = ${object.name} and h.record_id = ${input.id}::uuid and h.at > ${new Date(at).toISOString()}::timestamptz order by h.version desc`,
  );
  let row: Row = { ...record, custom: { ...(record['custom'] as Row) } };
  for (const entry of later) {
    if (entry.kind === 'created') throw notFound('record.not_found', { object: object.name, id: input.id });
    row = { ...withValues(row, entry.changes, 0), version: entry.version - 1, deletedAt: entry.kind === 'restored' ? entry.at : null };
  }
  if (row['deletedAt']) throw notFound('record.not_found', { object: object.name, id: input.id });
  return row;
}

/** The row with the values before (0) or after (1) these changes. */
export function withValues(row: Row, changes: HistoryEntry['changes'], side: 0 | 1): Row {
  const custom = { ...(row['custom'] as Row) };
  const out: Row = { ...row, custom };
  for (const [name, values] of Object.entries(changes)) {
    if (!name.startsWith('custom.')) out[name] = values[side];
    else if (values[side] === null) delete custom[name.slice(7)];
    else custom[name.slice(7)] = values[side];
  }
  return out;
}

/** Does every entry of the record's chain carry the hash that follows from the one before? Returns the first version that does not. */
export async function verifyChain(ctx: RequestContext, object: string, recordId: string): Promise<number | null> {
  const entries = await ctx.db.rows<HistoryEntry>(
    sql`select ${columns} from app.v_history h where h.tenant_id = ${ctx.tenantId}::uuid and h.object = ${object} and h.record_id = ${recordId}::uuid order by h.version`,
  );
  let previous: Buffer | null = null;
  for (const entry of entries) {
    if (!chainHash(previous, entry).equals(entry.hash)) return entry.version;
    previous = entry.hash;
  }
  return null;
}
