import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { runBound, runPlain } from '#kernel/db/database.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { forbidden, invalidFields, notFound } from '#kernel/errors.ts';
import { isId } from '#kernel/ids.ts';
import { mayUse, scopeSql } from '#platform/access/server/scope.ts';
import type { Session } from '#platform/access/server/session.ts';
import { hasPassword } from '#platform/auth/server/auth.ts';
import { createApiKey, findLink } from '#platform/auth/server/identify.ts';
import { roles } from '#platform/tenancy/shared/member.object.ts';
import { hasUsers, inviteMember, joinOrganisation, organisationProblems, organisationsOf, setUpOrganisation } from '#platform/tenancy/server/organisation.ts';
import { parseInput } from './recordRoutes.ts';
import { assertOwnOrigin, type Caller, type Identify, type Server } from './requests.ts';

const organisationCookie = 'zhike.organisation';
const cookieOptions = { path: '/', httpOnly: true, sameSite: 'lax' as const, maxAge: 365 * 86_400 };

/** Signs in with the password just set or checked; the cookie is better-auth's own. */
async function signIn(server: Server, reply: FastifyReply, input: { email: string; password: string; tenantId: string }) {
  const answer = await server.auth.api.signInEmail({ body: { email: input.email, password: input.password }, asResponse: true });
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
  reply.setCookie(organisationCookie, input.tenantId, cookieOptions);
}

/** Wrong passwords that an invitation bears. */
const mostTries = 5;

/** Setting up, joining, signing in: what works before there is a session. */
export function entranceRoutes(app: FastifyInstance, server: Server) {
  const { services, auth } = server;
  app.get('/setup', async () => ({ needed: !(await hasUsers(services.database)) }));
  app.post('/setup', async (request, reply) => {
    assertOwnOrigin(request, services.publicUrl);
    const body = z.object({
      token: z.string(),
      organisation: z.string(),
      name: z.string(),
      email: z.string(),
      password: z.string(),
      locale: z.string(),
      timeZone: z.string(),
      currency: z.string(),
    });
    const { token, ...input } = parseInput(body, request.body);
    const problems = organisationProblems(input);
    if (problems.length) throw invalidFields(problems);
    if ((await hasUsers(services.database)) || !(await findLink(services.database, 'setup', token, true))) throw notFound('auth.link_used');
    const made = await setUpOrganisation(services, auth, input);
    await signIn(server, reply, { ...input, tenantId: made.tenantId });
    return reply.code(201).send({ organisationId: made.tenantId });
  });
  invitationRoutes(app, server);
}

/** Joining by a one-time link: a new person sets a password, a known one shows theirs. */
function invitationRoutes(app: FastifyInstance, server: Server) {
  const { services, auth } = server;
  const invited = async (token: string) => {
    const link = await findLink(services.database, 'invitation', token);
    if (!link?.tenantId || !link.memberId) throw notFound('auth.link_used');
    const results = await runBound(services.database.app, link.tenantId, [
      sql`select name from app.tenant where id = ${link.tenantId}::uuid`,
      sql`select name, email from app.v_member where tenant_id = ${link.tenantId}::uuid and id = ${link.memberId}::uuid`,
    ]);
    const [organisation, member] = results.map((r) => r.rows[0]);
    return {
      tenantId: link.tenantId,
      memberId: link.memberId,
      organisation: String(organisation?.['name']),
      name: String(member?.['name']),
      email: String(member?.['email']),
    };
  };
  app.get('/invitations/:token', async (request) => {
    const { organisation, name, email } = await invited((request.params as { token: string }).token);
    return { organisation, name, email };
  });
  const wrongPasswords = new Map<string, number>();
  app.post('/invitations/:token/accept', async (request, reply) => {
    assertOwnOrigin(request, services.publicUrl);
    const { token } = request.params as { token: string };
    const input = parseInput(z.object({ name: z.string(), password: z.string() }), request.body);
    const link = await invited(token);
    const known = (await runPlain(services.database.app, sql`select 1 as one from auth."user" where email = ${link.email}`)).rows.length > 0;
    const problems = known ? [] : organisationProblems(input);
    if (known && !(await hasPassword(auth, link.email, input.password))) {
      // An invitation must not become a place to guess somebody's password: after a few tries its link is used up.
      const tries = (wrongPasswords.get(token) ?? 0) + 1;
      wrongPasswords.set(token, tries);
      if (tries >= mostTries) await findLink(services.database, 'invitation', token, true);
      problems.push({ path: 'password', code: 'auth.wrong_password' });
    }
    if (problems.length) throw invalidFields(problems);
    await findLink(services.database, 'invitation', token, true);
    await joinOrganisation(services, auth, { ...link, ...input });
    await signIn(server, reply, { email: link.email, password: input.password, tenantId: link.tenantId });
    return reply.code(201).send({ organisation: link.organisation });
  });
}

/** better-auth answers below /api/auth: sign-in, sign-out, sessions. */
export function authRoutes(app: FastifyInstance, server: Server, { forgetUsers }: Identify) {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    handler: async (request, reply) => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
      headers.set('x-forwarded-for', request.ip);
      const answer = await server.auth.handler(
        new Request(new URL(request.url, server.services.publicUrl), {
          method: request.method,
          headers,
          ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      );
      if (request.url.includes('sign-out') || request.url.includes('password')) forgetUsers();
      for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
      return reply
        .code(answer.status)
        .type('application/json')
        .send(await answer.text());
    },
  });
}

/** Settings that a person may change; those that the product keeps for itself are not among them. */
const settingsPatch = z.strictObject({
  gradeShares: z
    .tuple([z.number().positive(), z.number().min(0)])
    .refine(([a, b]) => a + b <= 100)
    .optional(),
  requestsPerMinute: z.int().min(60).optional(),
});

const assertAdministrator = ({ session }: Caller) => {
  if (session.role !== 'administrator') throw forbidden('access.denied', { object: 'organisation', action: 'update' });
};

/** The signed-in person, the organisation, and what the browser needs to draw itself. */
export function accountRoutes(app: FastifyInstance, server: Server, { identify, knownUser }: Identify) {
  const { services } = server;
  app.get('/meta', async (request, reply) => {
    const caller = await identify(request, reply);
    const { session } = caller;
    const organisations = caller.userId ? await organisationsOf(services.database, caller.userId) : [];
    return {
      version: server.version,
      organisation: session.organisation,
      organisations: organisations.map((o) => ({ id: o.tenantId, name: o.name })),
      me: { memberId: session.memberId, name: session.name, email: session.email, role: session.role, departmentId: session.departmentId },
      hasDemo: Boolean(session.organisation.settings['demo']),
      counts: await counts(server, session),
      objects: Object.fromEntries(
        [...session.registry.objects].map(([name, { table: _t, view: _v, ...object }]) => [name, { ...object, can: abilitiesOn(caller, name) }]),
      ),
    };
  });
  app.post('/session/organisation', async (request, reply) => {
    const user = await knownUser(request);
    const { id } = parseInput(z.object({ id: z.string() }), request.body);
    if (!user?.tenants.some((t) => t.tenantId === id)) throw notFound('organisation.not_found');
    return reply.setCookie(organisationCookie, id, cookieOptions).code(204).send();
  });
  organisationRoutes(app, server, { identify } as Identify);
  apiKeyRoutes(app, server, { identify } as Identify);
}

/** What administrators change: the organisation itself and who belongs to it. */
function organisationRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  const { services } = server;
  app.get('/organisation', async (request, reply) => (await identify(request, reply)).session.organisation);
  app.patch('/organisation', async (request, reply) => {
    const caller = await identify(request, reply);
    assertAdministrator(caller);
    const patch = parseInput(
      z.object({
        name: z.string().optional(),
        locale: z.string().optional(),
        timeZone: z.string().optional(),
        currency: z.string().optional(),
        settings: settingsPatch.optional(),
      }),
      request.body,
    );
    const { name, ...rest } = patch;
    const problems = organisationProblems({ ...(name === undefined ? {} : { organisation: name }), ...(rest as Record<string, string>) });
    if (problems.length) throw invalidFields(problems);
    const { organisation } = caller.session;
    const next = { ...organisation, ...patch, settings: { ...organisation.settings, ...patch.settings } };
    await runBound(services.database.app, organisation.id, [
      sql`update app.tenant set name = ${next.name}, locale = ${next.locale}, time_zone = ${next.timeZone}, currency = ${next.currency}, settings = ${JSON.stringify(next.settings)}::jsonb where id = ${organisation.id}::uuid`,
      sql`update auth.organisation set name = ${next.name} where tenant_id = ${organisation.id}::uuid`,
      sql`update ops.schedule set time_zone = ${next.timeZone} where tenant_id = ${organisation.id}::uuid`,
    ]);
    services.forgetSessions(organisation.id);
    return next;
  });
  app.post('/members/invite', async (request, reply) => {
    const caller = await identify(request, reply);
    assertAdministrator(caller);
    const input = parseInput(z.object({ email: z.string(), name: z.string(), role: z.enum(roles), departmentId: z.string().nullish() }), request.body);
    const problems = organisationProblems({ email: input.email, name: input.name });
    if (input.departmentId && !isId(input.departmentId)) problems.push({ path: 'departmentId', code: 'field.not_id' });
    if (problems.length) throw invalidFields(problems);
    const made = await inviteMember(services, { ...input, tenantId: caller.session.organisation.id, departmentId: input.departmentId ?? null });
    services.forgetSessions(caller.session.organisation.id);
    return reply.code(201).send({ id: made.memberId, url: made.url });
  });
}

function abilitiesOn({ session }: Caller, name: string) {
  const object = session.registry.get(name);
  const can = (action: 'create' | 'update' | 'delete') => mayUse(session, object, action) && !object.without?.includes(action);
  return { create: can('create'), update: can('update'), delete: can('delete'), import: can('create') && !object.without?.includes('import'), export: true };
}

/** Is there anything yet, and what has the caller to do? Bounded, so that a large organisation pays nothing. */
async function counts(server: Server, session: Session): Promise<Record<string, number>> {
  const names = ['customer', 'order', 'contact', 'task'] as const;
  const { id } = session.organisation;
  const results = await runBound(
    server.services.database.app,
    id,
    names.map((name) => {
      const object = session.registry.get(name);
      const open = name === 'task' ? sql` and t.status = 'open' and t.owner_id = ${session.memberId}::uuid` : raw('');
      return sql`select count(*) as n from (select 1 from ${raw(object.view)} t where t.tenant_id = ${id}::uuid and t.deleted_at is null and ${scopeSql(session, object, 't')}${open} limit 1000) x`;
    }),
  );
  return Object.fromEntries(names.map((name, i) => [name, results[i]?.rows[0]?.['n'] as number]));
}

function apiKeyRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  const { database } = server.services;
  app.get('/api-keys', async (request, reply) => {
    const { session } = await identify(request, reply);
    const { rows } = await runPlain(
      database.app,
      sql`select id, name, prefix, created_at as "createdAt", last_used_at as "lastUsedAt" from auth.api_key where tenant_id = ${session.organisation.id}::uuid and member_id = ${session.memberId}::uuid and revoked_at is null order by created_at desc`,
    );
    return { items: rows };
  });
  app.post('/api-keys', async (request, reply) => {
    const { session } = await identify(request, reply);
    const { name } = parseInput(z.object({ name: z.string().min(1).max(100) }), request.body);
    const { id, key } = await createApiKey(database, { tenantId: session.organisation.id, memberId: session.memberId as string, name });
    return reply.code(201).send({ id, key });
  });
  app.delete('/api-keys/:id', async (request, reply) => {
    const { session } = await identify(request, reply);
    const { id } = request.params as { id: string };
    const found =
      isId(id) &&
      (
        await runPlain(
          database.app,
          sql`update auth.api_key set revoked_at = now() where id = ${id}::uuid and tenant_id = ${session.organisation.id}::uuid and member_id = ${session.memberId}::uuid and revoked_at is null returning 1 as one`,
        )
      ).rows.length;
    if (!found) throw notFound('record.not_found', { object: 'apiKey', id });
    server.services.forgetSessions(session.organisation.id);
    return reply.code(204).send();
  });
}
