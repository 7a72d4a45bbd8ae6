import { createHash, randomBytes } from 'node:crypto';
import { runPlain, type Database } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { unauthenticated } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { loadSession, type Session } from '#platform/access/server/session.ts';
import type { Registry } from '#platform/context/server/registry.ts';

export const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Keeps sessions for ten seconds, so that a burst of requests reads them once. */
export interface SessionCache {
  byKey(key: string): Promise<{ session: Session; keyId: string }>;
  byMember(tenantId: string, memberId: string | null): Promise<Session>;
  forget(tenantId: string): void;
}

const keptMs = 10_000;
const keptMost = 5000;

export function makeSessionCache(database: Database, registry: Registry): SessionCache {
  const sessions = new Map<string, { until: number; tenantId: string; session: Promise<Session> }>();
  const keys = new Map<string, { until: number; found: Promise<{ id: string; tenantId: string; memberId: string } | undefined> }>();
  const byMember = (tenantId: string, memberId: string | null): Promise<Session> => {
    const name = `${tenantId}/${memberId}`;
    const kept = sessions.get(name);
    if (kept && kept.until > Date.now()) return kept.session;
    if (sessions.size > keptMost) sessions.clear();
    const session = loadSession(database, registry, tenantId, memberId);
    sessions.set(name, { until: Date.now() + keptMs, tenantId, session });
    session.catch(() => sessions.delete(name));
    return session;
  };
  const lookUpKey = (key: string) => {
    const kept = keys.get(key);
    if (kept && kept.until > Date.now()) return kept.found;
    if (keys.size > keptMost) keys.clear();
    const found = findKey(database, key);
    keys.set(key, { until: Date.now() + keptMs, found });
    found.catch(() => keys.delete(key));
    return found;
  };
  return {
    byMember,
    async byKey(key) {
      const found = await lookUpKey(key);
      if (!found) throw unauthenticated('auth.unknown_key');
      return { session: await byMember(found.tenantId, found.memberId), keyId: found.id };
    },
    forget(tenantId) {
      for (const [name, kept] of sessions) if (kept.tenantId === tenantId) sessions.delete(name);
      keys.clear();
    },
  };
}

/** Looked up by the key's SHA-256; noting the use is good enough once in the kept time. */
async function findKey(database: Database, key: string) {
  const { rows } = await runPlain(
    database.app,
    sql`update auth.api_key set last_used_at = now() where hash = ${sha256(key)} and revoked_at is null returning id, tenant_id as "tenantId", member_id as "memberId"`,
  );
  return rows[0] as { id: string; tenantId: string; memberId: string } | undefined;
}

/** A new API key; only its hash is kept, so it is shown once. */
export async function createApiKey(
  database: Database,
  input: { tenantId: string; memberId: string; name: string },
): Promise<{ id: string; key: string; prefix: string }> {
  const key = `zk_${randomBytes(24).toString('base64url')}`;
  const id = newId();
  const prefix = key.slice(0, 7);
  await runPlain(
    database.app,
    sql`insert into auth.api_key (id, tenant_id, member_id, name, prefix, hash) values (${id}::uuid, ${input.tenantId}::uuid, ${input.memberId}::uuid, ${input.name}, ${prefix}, ${sha256(key)}::bytea)`,
  );
  return { id, key, prefix };
}

/** A one-time link's token; only its hash is kept. */
export async function createLink(
  database: Database,
  input: { purpose: 'setup' | 'invitation'; tenantId?: string; memberId?: string; hours: number },
): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await runPlain(
    database.app,
    sql`insert into auth.link (hash, purpose, tenant_id, member_id, expires_at) values (${sha256(token)}::bytea, ${input.purpose}, ${input.tenantId ?? null}::uuid, ${input.memberId ?? null}::uuid, now() + make_interval(hours => ${input.hours}::int4))`,
  );
  return token;
}

export interface Link {
  tenantId: string | null;
  memberId: string | null;
}

/** The link behind a token that is still good; with `use`, it is good no longer. */
export async function findLink(database: Database, purpose: 'setup' | 'invitation', token: string, use = false): Promise<Link | undefined> {
  const good = sql`hash = ${sha256(token)}::bytea and purpose = ${purpose} and used_at is null and expires_at > now()`;
  const query = use
    ? sql`update auth.link set used_at = now() where ${good} returning tenant_id as "tenantId", member_id as "memberId"`
    : sql`select tenant_id as "tenantId", member_id as "memberId" from auth.link where ${good}`;
  return (await runPlain(database.app, query)).rows[0] as Link | undefined;
}
