import { hash, randomFillSync } from 'node:crypto';
import type { Row } from '#kernel/db/batch.ts';
import { sql } from '#kernel/db/sql.ts';
import { newId } from '#kernel/ids.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { RequestContext } from '#platform/context/server/context.ts';

export type ChangeKind = 'created' | 'updated' | 'deleted' | 'restored';

/** One entry of the history: [from, to] by field, with a salt per field. */
export interface HistoryEntry {
  id: string;
  at: string;
  object: string;
  recordId: string;
  version: number;
  kind: ChangeKind;
  actorId: string | null;
  via: string;
  viaId: string | null;
  changes: Record<string, [unknown, unknown]>;
  salts: Record<string, string>;
  hash: Buffer;
}

/** Columns that change with every write and say nothing by themselves. */
const silent = new Set(['id', 'version', 'createdAt', 'updatedAt', 'createdBy', 'deletedAt', 'chain']);

const valueOf = (row: Row | undefined, field: string): unknown =>
  (field.startsWith('custom.') ? ((row?.['custom'] ?? {}) as Row)[field.slice(7)] : row?.[field]) ?? null;

/** [from, to] of each field that differs; for a new record, of each field that is filled. */
export function diff(before: Row | undefined, after: Row): Record<string, [unknown, unknown]> {
  const custom = new Set([...Object.keys((before?.['custom'] ?? {}) as Row), ...Object.keys((after['custom'] ?? {}) as Row)]);
  const names = [
    ...Object.keys(after).filter((n) => n !== 'custom' && !silent.has(n) && !n.includes('.') && n !== 'follows'),
    ...[...custom].map((n) => `custom.${n}`),
  ];
  const changes: Record<string, [unknown, unknown]> = {};
  for (const name of names) {
    const [from, to] = [valueOf(before, name), valueOf(after, name)];
    // Only lists and objects may be equal without being the same.
    if (from !== to && (typeof from !== 'object' || typeof to !== 'object' || JSON.stringify(from) !== JSON.stringify(to))) changes[name] = [from, to];
  }
  return changes;
}

const randomPool = Buffer.alloc(9 * 4096);
let usedRandom = randomPool.length;

/** 72 random bits. */
function newSalt(): string {
  if (usedRandom === randomPool.length) {
    randomFillSync(randomPool);
    usedRandom = 0;
  }
  usedRandom += 9;
  return randomPool.toString('base64url', usedRandom - 9, usedRandom);
}

/**
 * The entry's place in the record's chain: SHA-256 over the previous hash and the entry, in which every value stands as
 * its salted hash, so that a value can be erased with its salt and the chain still verifies.
 */
export function chainHash(previous: Buffer | null, entry: Omit<HistoryEntry, 'hash'>): Buffer {
  const values = Object.keys(entry.changes)
    .sort()
    .map((name) => `${name}=${hash('sha256', `${entry.salts[name] ?? ''}${JSON.stringify(entry.changes[name])}`, 'base64')}`);
  const head = [entry.object, entry.recordId, entry.version, entry.kind, entry.at, entry.actorId ?? '', entry.via, entry.viaId ?? ''].join('|');
  const text = `${head}|${values.join('|')}`;
  return hash('sha256', previous ? Buffer.concat([previous, Buffer.from(text)]) : text, 'buffer');
}

type Author = Pick<RequestContext, 'now' | 'memberId' | 'via' | 'viaId'>;

export function historyEntry(author: Author, object: ObjectDefinition, change: { kind: ChangeKind; before: Row | undefined; after: Row }): HistoryEntry {
  const changes = diff(change.before, change.after);
  const names = Object.keys(changes);
  const entry = {
    id: newId(),
    at: author.now,
    object: object.name,
    recordId: change.after['id'] as string,
    version: change.after['version'] as number,
    kind: change.kind,
    actorId: author.memberId,
    via: author.via,
    viaId: author.viaId,
    changes,
    salts: Object.fromEntries(names.map((name) => [name, newSalt()])),
  };
  const previous = (change.before?.['chain'] ?? null) as Buffer | null;
  return { ...entry, hash: chainHash(previous, entry) };
}

/** Collects the history entry in the same statement as the record's write. */
export function recordChange(ctx: RequestContext, entry: HistoryEntry) {
  ctx.db.writeWith(sql`insert into app.history (tenant_id, id, at, object, record_id, version, kind, actor_id, via, via_id, request_id, changes, salts, hash)
    values (${ctx.tenantId}::uuid, ${entry.id}::uuid, ${entry.at}::timestamptz, ${entry.object}, ${entry.recordId}::uuid, ${entry.version}::int8, ${entry.kind},
      ${entry.actorId}::uuid, ${entry.via}, ${entry.viaId}::uuid, ${ctx.changeIds[0] ?? entry.id}::uuid, ${JSON.stringify(entry.changes)}::jsonb, ${JSON.stringify(entry.salts)}::jsonb, ${entry.hash}::bytea)`);
  ctx.changeIds.push(entry.id);
}
