import { createHash } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from '#kernel/db/sql.ts';
import { conflict, forbidden, invalid, malformed, tooManyRequests, unauthenticated } from '#kernel/errors.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Auth } from '#platform/auth/server/auth.ts';
import type { SessionCache } from '#platform/auth/server/identify.ts';
import type { RequestContext, Services } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { organisationsOf } from '#platform/tenancy/server/organisation.ts';
import { localeOf } from './problem.ts';

export interface Server {
  services: Services;
  auth: Auth;
  sessions: SessionCache;
  version: string;
}
export interface Caller {
  session: Session;
  via: 'web' | 'api';
  viaId: string | null;
  userId: string | null;
}

const organisationCookie = 'zhike.organisation';
const requestsPerMinute = 600_000;
const keptUserMs = 10_000;

type KnownUser = { until: number; userId: string; tenants: { tenantId: string; memberId: string }[] };

/** Tells who calls: by API key, or by the browser session's cookie, then checked for its origin. */
export function makeIdentify({ auth, sessions, services }: Server) {
  const users = new Map<string, KnownUser>();
  const windows = new Map<string, { minute: number; count: number }>();

  async function knownUser(request: FastifyRequest): Promise<KnownUser | undefined> {
    const cookie = request.headers.cookie ?? '';
    const token = /(?:^|;\s*)(?:__Secure-)?zhike\.session_token=([^;]+)/.exec(cookie)?.[1];
    if (!token) return undefined;
    const kept = users.get(token);
    if (kept && kept.until > Date.now()) return kept;
    if (users.size > 5000) users.clear();
    const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
    if (!found) return undefined;
    const known = { until: Date.now() + keptUserMs, userId: found.user.id, tenants: await organisationsOf(services.database, found.user.id) };
    users.set(token, known);
    return known;
  }

  async function byCookie(request: FastifyRequest): Promise<Caller> {
    const user = await knownUser(request);
    if (!user) throw unauthenticated('auth.required');
    assertOwnOrigin(request, services.publicUrl);
    const wanted = request.cookies[organisationCookie];
    const chosen = user.tenants.find((t) => t.tenantId === wanted) ?? user.tenants[0];
    if (!chosen) throw unauthenticated('auth.no_organisation');
    return { session: await sessions.byMember(chosen.tenantId, chosen.memberId), via: 'web', viaId: null, userId: user.userId };
  }

  async function identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const header = request.headers.authorization;
    let caller: Caller;
    if (header) {
      const key = /^Bearer (\S+)$/i.exec(header)?.[1];
      if (!key) throw unauthenticated('auth.malformed_header');
      const { session, keyId } = await sessions.byKey(key);
      caller = { session, via: 'api', viaId: keyId, userId: null };
    } else caller = await byCookie(request);
    countRequest(caller, reply);
    return caller;
  }

  function countRequest({ session }: Caller, reply: FastifyReply) {
    const minute = Math.floor(Date.now() / 60_000);
    const limit = Number(session.organisation.settings['requestsPerMinute'] ?? requestsPerMinute);
    const name = `${session.organisation.id}/${session.memberId}`;
    const window = windows.get(name);
    const count = window?.minute === minute ? window.count + 1 : 1;
    if (window?.minute === minute) window.count = count;
    else windows.set(name, { minute, count });
    const resetSeconds = 60 - (Math.floor(Date.now() / 1000) % 60);
    reply
      .header('RateLimit-Limit', String(limit))
      .header('RateLimit-Remaining', String(Math.max(limit - count, 0)))
      .header('RateLimit-Reset', String(resetSeconds));
    if (count > limit) throw tooManyRequests('request.too_many', { retryAfterSeconds: resetSeconds });
  }

  return { identify, knownUser, forgetUsers: () => users.clear() };
}

export type Identify = ReturnType<typeof makeIdentify>;

/** A browser sends Origin with every writing request; another site's is refused. */
export function assertOwnOrigin(request: FastifyRequest, publicUrl: string) {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const origin = request.headers.origin;
  if (!origin) {
    if (request.headers['sec-fetch-site'] && request.headers['sec-fetch-site'] !== 'same-origin') throw forbidden('request.foreign_origin');
    return;
  }
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (origin !== new URL(publicUrl).origin && (!host || host !== request.headers.host)) throw forbidden('request.foreign_origin');
}

const optionsOf = (request: FastifyRequest, caller: Caller, isCommand: boolean) => ({
  via: caller.via,
  viaId: caller.viaId,
  isCommand,
  locale: localeOf(request),
});

export const runQuery = <T>(server: Server, request: FastifyRequest, caller: Caller, work: (ctx: RequestContext) => Promise<T>) =>
  execute(server.services, caller.session, optionsOf(request, caller, false), work);

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One transaction; with an Idempotency-Key the same request gives the same answer once. */
export async function runCommand(
  server: Server,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  work: (ctx: RequestContext) => Promise<Answer>,
): Promise<unknown> {
  const key = idempotencyKey(request);
  const answer = await execute(server.services, caller.session, optionsOf(request, caller, true), (ctx) =>
    key ? once(ctx, request, key, work) : withChangeId(ctx, work),
  );
  return send(reply, answer);
}

/**
 * For work that runs in transactions of its own: the key is claimed before and the answer kept after, so that neither a
 * connection nor a lock is held meanwhile. A claimed key without an answer is still being worked on, or its server died.
 */
export async function runLong(server: Server, request: FastifyRequest, reply: FastifyReply, caller: Caller, work: () => Promise<Answer>): Promise<unknown> {
  const key = idempotencyKey(request);
  const options = optionsOf(request, caller, true);
  if (!key) return send(reply, await work());
  const known = await execute(server.services, caller.session, options, (ctx) => claimKey(ctx, request, key));
  if (known) return send(reply, known);
  try {
    const answer = await work();
    await execute(server.services, caller.session, options, async (ctx) => keepAnswer(ctx, key, answer));
    return send(reply, answer);
  } catch (error) {
    await execute(server.services, caller.session, options, async (ctx) =>
      ctx.db.write(sql`delete from app.idempotency where ${keyIs(ctx, key)} and response is null`),
    );
    throw error;
  }
}

function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
  if (key !== undefined && (typeof key !== 'string' || key.length > 200 || !key)) throw malformed('idempotency.bad_key');
  return key;
}

function send(reply: FastifyReply, answer: Answer) {
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
  reply.code(answer.status);
  return answer.body === undefined ? reply.send() : reply.send(answer.body);
}

async function withChangeId(ctx: RequestContext, work: (ctx: RequestContext) => Promise<Answer>): Promise<Answer> {
  const answer = await work(ctx);
  const changeId = ctx.changeIds[0];
  return changeId ? { ...answer, headers: { ...answer.headers, 'Change-Id': changeId } } : answer;
}

async function once(ctx: RequestContext, request: FastifyRequest, key: string, work: (ctx: RequestContext) => Promise<Answer>): Promise<Answer> {
  const known = await claimKey(ctx, request, key);
  if (known) return known;
  const answer = await withChangeId(ctx, work);
  keepAnswer(ctx, key, answer);
  return answer;
}

const keyIs = (ctx: RequestContext, key: string) => sql`tenant_id = ${ctx.tenantId}::uuid and member_id = ${ctx.memberId}::uuid and key = ${key}`;

/** The answer that the key has already; undefined when it is now this request's. */
async function claimKey(ctx: RequestContext, request: FastifyRequest, key: string): Promise<Answer | undefined> {
  const fingerprint = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest();
  const isNew = await ctx.db.first(
    sql`insert into app.idempotency (tenant_id, member_id, key, fingerprint, created_at) values (${ctx.tenantId}::uuid, ${ctx.memberId}::uuid, ${key}, ${fingerprint}::bytea, ${ctx.now}::timestamptz) on conflict do nothing returning 1 as one`,
  );
  if (isNew) return undefined;
  const known = await ctx.db.first<{ fingerprint: Buffer; response: Answer | null }>(
    sql`select fingerprint, response from app.idempotency where ${keyIs(ctx, key)}`,
  );
  if (!known?.fingerprint.equals(fingerprint)) throw invalid('idempotency.key_reused');
  if (!known.response) throw conflict('idempotency.in_progress');
  return known.response;
}

function keepAnswer(ctx: RequestContext, key: string, answer: Answer) {
  ctx.db.write(sql`update app.idempotency set status = ${answer.status}::int4, response = ${JSON.stringify(answer)}::jsonb where ${keyIs(ctx, key)}`);
}
