import { runBound, runPlain, type Database } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { conflict, invalidFields, type FieldProblem } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { ensureUser, type Auth } from '#platform/auth/server/auth.ts';
import { createLink } from '#platform/auth/server/identify.ts';
import type { Services } from '#platform/context/server/context.ts';

export const locales = ['zh-CN', 'zh-TW', 'en'] as const;

export interface SetUpInput {
  organisation: string;
  name: string;
  email: string;
  password: string;
  locale: string;
  timeZone: string;
  currency: string;
}

export function organisationProblems(
  input: Partial<Pick<SetUpInput, 'locale' | 'timeZone' | 'currency' | 'organisation' | 'email' | 'password' | 'name'>>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const check = (path: keyof SetUpInput, code: string, isGood: (value: string) => boolean) => {
    const value = input[path];
    if (value !== undefined && !isGood(value)) problems.push({ path, code });
  };
  check('organisation', 'field.required', (v) => v.trim().length > 0 && v.length <= 100);
  check('name', 'field.required', (v) => v.trim().length > 0 && v.length <= 100);
  check('email', 'field.not_email', (v) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(v));
  check('password', 'auth.password_too_short', (v) => v.length >= 10 && v.length <= 200);
  check('locale', 'field.not_an_option', (v) => (locales as readonly string[]).includes(v));
  check('timeZone', 'field.not_time_zone', isTimeZone);
  check('currency', 'field.not_currency', (v) => /^[A-Z]{3}$/.test(v));
  return problems;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name.includes('/') || name === 'UTC';
  } catch {
    return false;
  }
}

export const hasUsers = async (database: Database) => (await runPlain(database.app, sql`select 1 as one from auth.membership limit 1`)).rows.length > 0;

/** Makes an organisation with its first administrator. A known user keeps the password that they have. */
export async function setUpOrganisation(
  services: Services,
  auth: Auth,
  input: SetUpInput,
): Promise<{ tenantId: string; memberId: string; userId: string; isNewUser: boolean }> {
  const problems = organisationProblems(input);
  if (problems.length) throw invalidFields(problems);
  const { database } = services;
  const tenantId = newId();
  const taken =
    (
      await runPlain(
        database.app,
        sql`insert into auth.organisation (tenant_id, name) values (${tenantId}::uuid, ${input.organisation.trim()}) on conflict (name) do nothing returning 1 as one`,
      )
    ).rows.length === 0;
  if (taken) throw conflict('organisation.name_taken', { name: input.organisation });
  const { userId, isNew } = await ensureUser(auth, input);
  const memberId = newId();
  await runBound(database.app, tenantId, [
    sql`insert into app.tenant (id, name, locale, time_zone, currency, created_at) values (${tenantId}::uuid, ${input.organisation.trim()}, ${input.locale}, ${input.timeZone}, ${input.currency}, now())`,
    memberSql({ tenantId, memberId, name: input.name.trim(), email: input.email.toLowerCase(), role: 'administrator', userId }),
    sql`insert into auth.membership (user_id, tenant_id, member_id) values (${userId}, ${tenantId}::uuid, ${memberId}::uuid)`,
    ...schedulesSql(services, tenantId, input.timeZone),
  ]);
  return { tenantId, memberId, userId, isNewUser: isNew };
}

const memberSql = (m: { tenantId: string; memberId: string; name: string; email: string; role: string; userId: string | null; departmentId?: string | null }) =>
  sql`insert into app.member (tenant_id, id, version, created_at, updated_at, created_by, name, email, role, department_id, is_active, user_id)
      values (${m.tenantId}::uuid, ${m.memberId}::uuid, 1, now(), now(), ${m.memberId}::uuid, ${m.name}, ${m.email}, ${m.role}, ${m.departmentId ?? null}::uuid, true, ${m.userId})`;

const schedulesSql = (services: Services, tenantId: string, timeZone: string) =>
  services.modules
    .flatMap((m) => m.schedules ?? [])
    .map(
      (s) =>
        sql`insert into ops.schedule (tenant_id, job, time_zone, minute_of_day) values (${tenantId}::uuid, ${s.job}, ${timeZone}, ${s.minuteOfDay}::int4) on conflict do nothing`,
    );

/** Prepares a member and the one-time link by which the person joins. */
export async function inviteMember(
  services: Services,
  input: { tenantId: string; name: string; email: string; role: string; departmentId: string | null },
): Promise<{ memberId: string; url: string }> {
  const memberId = newId();
  await runBound(services.database.app, input.tenantId, [memberSql({ ...input, email: input.email.toLowerCase(), memberId, userId: null })]);
  const token = await createLink(services.database, { purpose: 'invitation', tenantId: input.tenantId, memberId, hours: 7 * 24 });
  return { memberId, url: `${services.publicUrl}/join?token=${token}` };
}

/** Ties a user to the member that the invitation made. */
export async function joinOrganisation(
  services: Services,
  auth: Auth,
  input: { tenantId: string; memberId: string; name: string; email: string; password: string },
): Promise<string> {
  const { userId } = await ensureUser(auth, input);
  await runBound(services.database.app, input.tenantId, [
    sql`update app.member set user_id = ${userId}, name = ${input.name}, version = version + 1, updated_at = now() where tenant_id = ${input.tenantId}::uuid and id = ${input.memberId}::uuid`,
    sql`insert into auth.membership (user_id, tenant_id, member_id) values (${userId}, ${input.tenantId}::uuid, ${input.memberId}::uuid) on conflict (user_id, tenant_id) do nothing`,
  ]);
  services.forgetSessions(input.tenantId);
  return userId;
}

export async function organisationsOf(database: Database, userId: string): Promise<{ tenantId: string; memberId: string; name: string }[]> {
  const { rows } = await runPlain(
    database.app,
    sql`select m.tenant_id as "tenantId", m.member_id as "memberId", o.name from auth.membership m join auth.organisation o on o.tenant_id = m.tenant_id where m.user_id = ${userId} order by m.created_at`,
  );
  return rows as { tenantId: string; memberId: string; name: string }[];
}
