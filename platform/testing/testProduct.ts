import { randomUUID } from 'node:crypto';
import type { Row } from '#kernel/db/batch.ts';
import { runBound, runPlain } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { newId } from '#kernel/ids.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { loadSession, type Session } from '#platform/access/server/session.ts';
import { objectsOf, type RequestContext, type ServerModule, type Services, type Via } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { makeRegistry } from '#platform/context/server/registry.ts';
import { loadMessages } from '#platform/context/server/translate.ts';
import { createRecord } from '#platform/records/server/changeRecord.ts';
import type { Role } from '#platform/tenancy/shared/member.object.ts';
import { testDatabase, testFolder } from './testDatabase.ts';

const root = new URL('../..', import.meta.url).pathname;

interface MemberOptions {
  tenantId?: string;
  role: Role;
  departmentId?: string | null;
  name?: string;
}
export interface TestMember {
  id: string;
  session(): Promise<Session>;
}

export interface TestProduct {
  services: Services;
  url: string;
  tenantId: string;
  /** The first administrator. */
  admin: TestMember;
  /** Events and jobs since the start. */
  jobs: { name: string; payload: Record<string, unknown> }[];
  events(): Promise<{ event: string; payload: Record<string, unknown> }[]>;
  addTenant(options?: { currency?: string; locale?: string; timeZone?: string }): Promise<{ tenantId: string; admin: TestMember }>;
  addMember(options: MemberOptions): Promise<TestMember>;
  addDepartment(name: string, parentId?: string | null): Promise<string>;
  /** Runs a command (or a query) as a member; the administrator unless told. */
  as<T>(member: TestMember, work: (ctx: RequestContext) => Promise<T>, options?: { via?: Via; now?: string; isCommand?: boolean }): Promise<T>;
  given(object: ObjectDefinition, input: Record<string, unknown>, member?: TestMember): Promise<Row>;
  close(): Promise<void>;
}

/** Real modules on a database of their own; only the clock and the queue are the test's. */
export async function testProduct(modules: readonly ServerModule[]): Promise<TestProduct> {
  const { url, database, drop } = await testDatabase();
  const registry = makeRegistry(objectsOf(modules));
  const jobs: TestProduct['jobs'] = [];
  const log = { info() {}, warn() {}, error() {} };
  const services: Services = {
    database,
    modules,
    log,
    filesDir: testFolder(),
    publicUrl: 'http://localhost',
    version: 'test',
    translate: loadMessages(root),
    isAwaited: () => true,
    wakeDispatcher() {},
    forgetSessions() {},
    sessionOf: (tenantId, memberId) => loadSession(database, registry, tenantId, memberId),
    addJob: async (name, payload) => void jobs.push({ name, payload }),
  };
  const memberOf = (tenantId: string, id: string): TestMember => ({ id, session: () => loadSession(database, registry, tenantId, id) });

  async function addMember({ tenantId = firstTenant(), role, departmentId = null, name = role }: MemberOptions): Promise<TestMember> {
    const id = newId();
    await runBound(database.app, tenantId, [
      sql`insert into app.member (tenant_id, id, version, created_at, updated_at, name, email, role, department_id, is_active, user_id)
      values (${tenantId}::uuid, ${id}::uuid, 1, now(), now(), ${name}, ${`${id}@example.com`}, ${role}, ${departmentId}::uuid, true, ${id})`,
    ]);
    return memberOf(tenantId, id);
  }

  async function addTenant({ currency = 'CNY', locale = 'zh-CN', timeZone = 'Asia/Shanghai' } = {}): Promise<{ tenantId: string; admin: TestMember }> {
    const tenantId = newId();
    await runBound(database.app, tenantId, [
      sql`insert into app.tenant (id, name, locale, time_zone, currency, created_at) values (${tenantId}::uuid, ${randomUUID()}, ${locale}, ${timeZone}, ${currency}, now())`,
    ]);
    return { tenantId, admin: await addMember({ tenantId, role: 'administrator' }) };
  }

  let firstTenant = (): string => {
    throw new Error('no organisation yet');
  };
  const first = await addTenant();
  firstTenant = () => first.tenantId;
  const product: TestProduct = {
    services,
    url,
    jobs,
    ...first,
    addTenant,
    addMember,
    events: async () =>
      (await runPlain(database.owner, sql`select event, payload from ops.outbox order by id`)).rows as { event: string; payload: Record<string, unknown> }[],
    async addDepartment(name, parentId = null) {
      const id = newId();
      await runBound(database.app, first.tenantId, [
        sql`insert into app.department (tenant_id, id, version, created_at, updated_at, name, parent_id) values (${first.tenantId}::uuid, ${id}::uuid, 1, now(), now(), ${name}, ${parentId}::uuid)`,
      ]);
      return id;
    },
    as: async (member, work, options = {}) =>
      execute(
        services,
        await member.session(),
        { via: options.via ?? 'api', isCommand: options.isCommand ?? true, ...(options.now ? { now: options.now } : {}) },
        work,
      ),
    given: (object, input, member = first.admin) => product.as(member, (ctx) => createRecord(ctx, ctx.object(object.name), input)),
    close: drop,
  };
  return product;
}
