import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { runBound } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { conflict } from '#kernel/errors.ts';
import { createApiKey } from '#platform/auth/server/identify.ts';
import { inviteMember, setUpOrganisation } from '#platform/tenancy/server/organisation.ts';
import { actingSession, needed, organisationOf, textOf, type Command } from './command.ts';
import { dataCommands } from './dataCommands.ts';
import { operationCommands } from './operationCommands.ts';
import { valueAndDemoCommands } from './valueAndDemoCommands.ts';

const setup: Command = {
  name: 'setup',
  summary: 'Makes an organisation and its administrator.',
  usage: '--org NAME --name NAME --email MAIL [--locale zh-CN] [--timezone Asia/Shanghai] [--currency CNY] [--password-stdin]',
  options: {
    name: { type: 'string' },
    locale: { type: 'string' },
    timezone: { type: 'string' },
    currency: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  },
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const given = values['password-stdin'] ? (await readAll(process.stdin)).trim() : undefined;
    const password = given ?? randomBytes(12).toString('base64url');
    const made = await setUpOrganisation(product.services, product.auth, {
      organisation: textOf(values, 'org') ?? '',
      name: textOf(values, 'name') ?? '',
      email: textOf(values, 'email') ?? '',
      password,
      locale: textOf(values, 'locale') ?? 'zh-CN',
      timeZone: textOf(values, 'timezone') ?? 'Asia/Shanghai',
      currency: textOf(values, 'currency') ?? 'CNY',
    });
    const shown = given || !made.isNewUser ? {} : { password };
    return {
      text: `${textOf(values, 'org')}: ${textOf(values, 'email')}${'password' in shown ? `\npassword: ${password}` : ''}`,
      data: { organisationId: made.tenantId, memberId: made.memberId, ...shown },
    };
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
    const made = await createApiKey(product.database, {
      tenantId: session.organisation.id,
      memberId: session.memberId as string,
      name: textOf(values, 'name') ?? 'cli',
    });
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
    const made = await inviteMember(product.services, {
      tenantId,
      email: positionals[0] as string,
      name: textOf(values, 'name') ?? (positionals[0] as string),
      role,
      departmentId: null,
    });
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
    const [result] = await runBound(product.database.app, tenantId, [
      sql`select id, name, email, role, is_active as "isActive" from app.v_member where tenant_id = ${tenantId}::uuid and deleted_at is null order by created_at, id`,
    ]);
    const rows = result?.rows ?? [];
    return { text: rows.map((r) => `${String(r['email'])}\t${String(r['role'])}\t${String(r['name'])}`).join('\n'), data: rows };
  },
};

export const commands: readonly Command[] = [setup, userInvite, userList, keyCreate, ...dataCommands, ...valueAndDemoCommands, ...operationCommands];
