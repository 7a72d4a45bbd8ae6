import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import type { ParseArgsOptionsConfig } from 'node:util';
import { runBound, runPlain } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import type { Session } from '#platform/access/server/session.ts';
import { createApiKey } from '#platform/auth/server/identify.ts';
import { inviteMember, setUpOrganisation } from '#platform/tenancy/server/organisation.ts';
import type { Product } from '../server/services.ts';
import { dataCommands } from './dataCommands.ts';
import { operationCommands } from './operationCommands.ts';
import { valueAndDemoCommands } from './valueAndDemoCommands.ts';

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;
export interface CommandInput { product: Product | undefined; values: Values; positionals: string[]; warn(text: string): void }
export interface CommandResult { text: string; data: unknown }

export interface Command {
  name: string;
  summary: string;
  usage: string;
  options?: ParseArgsOptionsConfig;
  /** Fewest and most words after the command. */
  positionals: readonly [number, number];
  withoutDatabase?: true;
  run(input: CommandInput): Promise<CommandResult>;
}

export const needed = (product: Product | undefined): Product => {
  if (!product) throw new Error('This command needs the database');
  return product;
};
export const textOf = (values: Values, name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);

/** The organisation a command works on: --org, or the only one there is. */
export async function organisationOf(product: Product, values: Values): Promise<{ tenantId: string; name: string }> {
  const wanted = textOf(values, 'org');
  const { rows } = await runPlain(product.database.app, sql`select tenant_id as "tenantId", name from auth.organisation where ${wanted ?? null}::text is null or name = ${wanted ?? null}::text or tenant_id::text = ${wanted ?? null}::text order by name`);
  if (!rows.length) throw notFound(wanted ? 'organisation.not_found' : 'organisation.none_yet', wanted ? { name: wanted } : { hint: 'zhike setup' });
  if (rows.length > 1) throw conflict('organisation.several', { hint: '--org NAME', names: rows.map((r) => r['name']).join(', ') });
  return rows[0] as { tenantId: string; name: string };
}

/** Who acts: --email, or the first administrator. */
export async function actingSession(product: Product, values: Values): Promise<Session> {
  const { tenantId } = await organisationOf(product, values);
  const email = textOf(values, 'email')?.toLowerCase();
  const [result] = await runBound(product.database.app, tenantId, [
    email
      ? sql`select id from app.v_member where tenant_id = ${tenantId}::uuid and email = ${email} and is_active and deleted_at is null`
      : sql`select id from app.v_member where tenant_id = ${tenantId}::uuid and role = 'administrator' and is_active and deleted_at is null order by created_at, id limit 1`,
  ]);
  const id = result?.rows[0]?.['id'] as string | undefined;
  if (!id) throw notFound('member.not_found', { email });
  return product.sessions.byMember(tenantId, id);
}

const setup: Command = {
  name: 'setup',
  summary: 'Makes an organisation and its administrator.',
  usage: '--org NAME --name NAME --email MAIL [--locale zh-CN] [--timezone Asia/Shanghai] [--currency CNY] [--password-stdin]',
  options: { name: { type: 'string' }, locale: { type: 'string' }, timezone: { type: 'string' }, currency: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const given = values['password-stdin'] ? (await readAll(process.stdin)).trim() : undefined;
    const password = given ?? randomBytes(12).toString('base64url');
    const made = await setUpOrganisation(product.services, product.auth, {
      organisation: textOf(values, 'org') ?? '', name: textOf(values, 'name') ?? '', email: textOf(values, 'email') ?? '', password,
      locale: textOf(values, 'locale') ?? 'zh-CN', timeZone: textOf(values, 'timezone') ?? 'Asia/Shanghai', currency: textOf(values, 'currency') ?? 'CNY',
    });
    const shown = given || !made.isNewUser ? {} : { password };
    return { text: `${textOf(values, 'org')}: ${textOf(values, 'email')}${'password' in shown ? `\npassword: ${password}` : ''}`, data: { organisationId: made.tenantId, memberId: made.memberId, ...shown } };
  },
};

const keyCreate: Command = {
  name: 'key create',
  summary: 'Makes an API key for a member and prints it once.',
  usage: '--email MAIL --name NAME [--org NAME]',
  options: { name: { type: 'string' } },
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const session = await actingSession(product, values);
    const made = await createApiKey(product.database, { tenantId: session.organisation.id, memberId: session.memberId as string, name: textOf(values, 'name') ?? 'cli' });
    return { text: made.key, data: { id: made.id, key: made.key } };
  },
};

const userInvite: Command = {
  name: 'user invite',
  summary: 'Prints a one-time link by which a person joins the organisation.',
  usage: 'MAIL --name NAME [--role administrator|manager|member] [--org NAME]',
  options: { name: { type: 'string' }, role: { type: 'string' } },
  positionals: [1, 1],
  async run({ product: maybe, values, positionals }) {
    const product = needed(maybe);
    const { tenantId } = await organisationOf(product, values);
    const role = textOf(values, 'role') ?? 'member';
    if (!['administrator', 'manager', 'member'].includes(role)) throw conflict('field.not_an_option', { role });
    const made = await inviteMember(product.services, { tenantId, email: positionals[0] as string, name: textOf(values, 'name') ?? (positionals[0] as string), role, departmentId: null });
    return { text: made.url, data: made };
  },
};

const userList: Command = {
  name: 'user list',
  summary: 'Lists the members of the organisation.',
  usage: '[--org NAME]',
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const { tenantId } = await organisationOf(product, values);
    const [result] = await runBound(product.database.app, tenantId, [sql`select id, name, email, role, is_active as "isActive" from app.v_member where tenant_id = ${tenantId}::uuid and deleted_at is null order by created_at, id`]);
    const rows = result?.rows ?? [];
    return { text: rows.map((r) => `${String(r['email'])}\t${String(r['role'])}\t${String(r['name'])}`).join('\n'), data: rows };
  },
};

export const commands: readonly Command[] = [setup, userInvite, userList, keyCreate, ...dataCommands, ...valueAndDemoCommands, ...operationCommands];
