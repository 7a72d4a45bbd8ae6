import type { Row } from '#kernel/db/batch.ts';
import { runBound } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { addDays, instantAt } from '#kernel/dates.ts';
import { conflict, Problem } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { minorDigits } from '#kernel/money.ts';
import { lineAmount, orderTotals } from '#modules/sales/shared/order.rules.ts';
import { recalculate } from '#modules/value/server/value.service.ts';
import type { Session } from '#platform/access/server/session.ts';
import { historyEntry, recordChange } from '#platform/audit/server/recordChange.ts';
import type { RequestContext, Services } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { newRow } from '#platform/records/server/parseRecord.ts';
import { insertRecord } from '#platform/records/server/writeRecord.ts';
import { demoWords, type DemoWords } from './demoWords.ts';
import { makeDemo, type Demo } from './makeDemo.ts';

/** Tables in the order in which their rows can be taken away. */
const tables = ['order_line', 'order', 'interaction', 'promise', 'task', 'group_member', 'contact', 'lead', 'group', 'product', 'customer'] as const;

interface Loading {
  ctx: RequestContext;
  words: DemoWords;
  demo: Demo;
  staff: string[];
  customers: string[];
}

/** Makes the sample company: customers, contacts, three years of orders, what was said and promised. Refused when it is there. */
export async function loadDemo(services: Services, session: Session): Promise<Record<string, number>> {
  if (session.organisation.settings['demo']) throw conflict('demo.already_loaded');
  const words = demoWords(session.organisation.locale);
  const id = newId();
  const options = { via: 'demo' as const, viaId: id, isCommand: true };
  const made = await execute(services, session, options, async (ctx) => {
    await ctx.db.rows(sql`select set_config('statement_timeout', '5min', true)`);
    const demo = makeDemo(words, ctx.today);
    const staff = makeStaff(ctx, words);
    const customers = demo.customers.map((c) => makeCustomer(ctx, words, { ...c, ownerId: staff[c.owner] as string }));
    const loading = { ctx, words, demo, staff, customers };
    makeOrders(loading);
    makePeople(loading);
    makeWork(loading);
    ctx.db.write(sql`update app.tenant set settings = settings || ${JSON.stringify({ demo: id })}::jsonb where id = ${ctx.tenantId}::uuid`);
    return {
      customers: customers.length,
      contacts: demo.contacts.length,
      orders: demo.orders.length,
      interactions: demo.interactions.length,
      tasks: demo.tasks.length,
      promises: demo.promises.length,
      leads: demo.leads.length,
    };
  });
  services.forgetSessions(session.organisation.id);
  // A run as of a fortnight ago first, so that there are moves of grade to see.
  const before = new Date(Date.now() - 14 * 86_400_000).toISOString();
  for (const now of [before, new Date().toISOString()]) await execute(services, session, { ...options, now }, (ctx) => recalculate(ctx));
  return made;
}

/** Writes one record as if it had been made at an instant; without events, for nobody waits for the past. */
function put(ctx: RequestContext, name: string, values: Row, at: string): string {
  const object = ctx.object(name);
  const { values: row, problems } = newRow(ctx, object, values);
  if (problems.length) throw new Problem(500, 'demo.incomplete', { object: name, fields: problems.map((p) => p.path) });
  const after = { ...row, createdAt: at, updatedAt: at };
  const entry = historyEntry({ ...ctx, now: at }, object, { kind: 'created', before: undefined, after });
  insertRecord(ctx, object, after, entry.hash);
  recordChange(ctx, entry);
  return row['id'] as string;
}

/** Colleagues without a sign-in, who own the sample customers. */
function makeStaff(ctx: RequestContext, words: DemoWords): string[] {
  const departments = new Map<string, string>();
  for (const [, name] of words.staff) if (!departments.has(name)) departments.set(name, put(ctx, 'department', { name, parentId: null }, ctx.now));
  return words.staff.map(([name, department, role], i) =>
    put(
      ctx,
      'member',
      {
        name,
        email: `demo${i + 1}.${ctx.tenantId.slice(-6)}@example.com`,
        role,
        departmentId: departments.get(department) ?? null,
        isActive: true,
        userId: null,
      },
      ctx.now,
    ),
  );
}

const noonOf = (ctx: RequestContext, on: string, hour = 10) => instantAt(on, `${String(hour).padStart(2, '0')}:00:00`, ctx.session.organisation.timeZone);

function makeCustomer(ctx: RequestContext, words: DemoWords, c: Demo['customers'][number] & { ownerId: string }): string {
  return put(
    ctx,
    'customer',
    {
      kind: 'company',
      code: c.code,
      name: c.name,
      shortName: c.shortName,
      industry: c.industry,
      province: c.place[0],
      city: c.place[1],
      address: c.address,
      phone: c.phone,
      ownerId: c.ownerId,
      source: c.source,
      cooperatingSince: c.since,
      currency: words.currency,
      creditLimit: c.creditLimit * 10 ** minorDigits(words.currency),
      paymentTerms: c.payment,
      employees: c.employees,
      relation: 'longTerm',
      customerType: 'endBuyer',
    },
    noonOf(ctx, c.since),
  );
}

function makeOrders({ ctx, words, demo, customers }: Loading) {
  const { currency } = words;
  const products = words.products.map(([code, name, category, unit, price]) =>
    put(
      ctx,
      'product',
      { code, name, category, unit, currency, price: Math.round(price * words.priceFactor * 10 ** minorDigits(currency)), isActive: true },
      ctx.now,
    ),
  );
  demo.orders.forEach((order, i) => {
    const lines = order.lines.map((line) => {
      const figures = { quantity: String(line.quantity), unitPrice: String(line.unitPrice), discountRate: '0' };
      return { ...figures, productId: products[line.product], description: words.products[line.product]?.[1] ?? '', amount: lineAmount(figures, currency) };
    });
    const ownerId = ctx.memberId;
    const at = noonOf(ctx, order.on, 9 + (i % 8));
    const orderId = put(
      ctx,
      'order',
      {
        number: `SO-${order.on.slice(2).replaceAll('-', '')}-${String(i % 10_000).padStart(4, '0')}`,
        customerId: customers[order.customer],
        orderedOn: order.on,
        status: order.on > addDays(ctx.today, -10) ? 'confirmed' : 'delivered',
        currency,
        rate: '1',
        ...orderTotals(lines),
        ownerId,
      },
      at,
    );
    lines.forEach((line, position) => put(ctx, 'orderLine', { orderId, position, currency, ...line }, at));
  });
}

function makePeople({ ctx, words, demo, customers, staff }: Loading) {
  for (const c of demo.contacts) {
    const { customer, ...values } = c;
    put(ctx, 'contact', { ...values, customerId: customers[customer], ownerId: staff[demo.customers[customer]?.owner ?? 0], isLunarBirthday: false }, ctx.now);
  }
  for (const lead of demo.leads) put(ctx, 'lead', { ...lead, ownerId: staff[lead.name.length % staff.length] }, ctx.now);
  const groups = words.groups.map(([name, description]) => put(ctx, 'group', { name, description }, ctx.now));
  for (const { group, customer } of demo.groupMembers) put(ctx, 'groupMember', { groupId: groups[group], customerId: customers[customer] }, ctx.now);
}

function makeWork({ ctx, words, demo, customers, staff }: Loading) {
  const { currency } = words;
  const ownerOf = (customer: number) => staff[demo.customers[customer]?.owner ?? 0];
  for (const i of demo.interactions) {
    const at = noonOf(ctx, i.on, 14);
    const happenedAt = at > ctx.now ? ctx.now : at;
    put(
      ctx,
      'interaction',
      {
        subject: i.subject,
        kind: i.kind,
        customerId: customers[i.customer],
        happenedAt,
        durationMinutes: i.minutes,
        currency,
        cost: Math.round(i.cost * words.priceFactor * 10 ** minorDigits(currency)),
        ownerId: ownerOf(i.customer),
      },
      happenedAt,
    );
  }
  // The open ones are the loader's own, so that "my day" has something to do.
  for (const [i, p] of demo.promises.entries()) {
    put(
      ctx,
      'promise',
      {
        what: p.text,
        customerId: customers[p.customer],
        dueOn: p.dueOn,
        status: p.status,
        closedAt: p.status === 'open' ? null : noonOf(ctx, p.dueOn),
        ownerId: p.status === 'open' || i % 2 ? ctx.memberId : ownerOf(p.customer),
      },
      noonOf(ctx, addDays(p.dueOn, -6)),
    );
  }
  for (const t of demo.tasks) {
    put(
      ctx,
      'task',
      {
        title: t.text,
        reason: t.reason,
        customerId: customers[t.customer],
        dueOn: t.dueOn,
        priority: 'normal',
        status: t.status,
        completedAt: t.status === 'done' ? noonOf(ctx, t.dueOn) : null,
        ownerId: t.status === 'open' ? ctx.memberId : ownerOf(t.customer),
      },
      noonOf(ctx, addDays(t.dueOn, -6)),
    );
  }
}

/** Takes the sample company away, with what was added to its customers since; everything else stays. */
export async function clearDemo(services: Services, session: Session): Promise<{ removed: number }> {
  const id = session.organisation.settings['demo'];
  if (typeof id !== 'string') throw conflict('demo.not_loaded');
  const { id: tenantId } = session.organisation;
  const isDemo = (alias: string, object: string) =>
    sql`exists (select 1 from app.history h where h.tenant_id = ${tenantId}::uuid and h.via_id = ${id}::uuid and h.object = ${object} and h.kind = 'created' and h.record_id = ${{ parts: [alias], values: [] }})`;
  const ofCustomer = (name: string) =>
    sql`delete from ${{ parts: [`app."${name}"`], values: [] }} t where t.tenant_id = ${tenantId}::uuid and t.customer_id in (select c.id from app.customer c where c.tenant_id = ${tenantId}::uuid and ${isDemo('c.id', 'customer')})`;
  const camel = (name: string) => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
  const results = await runBound(services.database.app, tenantId, [
    sql`select set_config('statement_timeout', '5min', true)`,
    sql`delete from app.order_line l where l.tenant_id = ${tenantId}::uuid and l.order_id in (select o.id from app."order" o where o.tenant_id = ${tenantId}::uuid and o.customer_id in (select c.id from app.customer c where c.tenant_id = ${tenantId}::uuid and ${isDemo('c.id', 'customer')}))`,
    ...['task', 'promise', 'interaction', 'order', 'group_member', 'contact'].map(ofCustomer),
    ...tables.map(
      (name) => sql`delete from ${{ parts: [`app."${name}"`], values: [] }} t where t.tenant_id = ${tenantId}::uuid and ${isDemo('t.id', camel(name))}`,
    ),
    sql`update app.member t set is_active = false, deleted_at = now(), department_id = null where t.tenant_id = ${tenantId}::uuid and ${isDemo('t.id', 'member')}`,
    sql`delete from app.department t where t.tenant_id = ${tenantId}::uuid and ${isDemo('t.id', 'department')} and not exists (select 1 from app.member m where m.tenant_id = ${tenantId}::uuid and m.department_id = t.id)`,
    sql`update app.tenant set settings = settings - 'demo' where id = ${tenantId}::uuid`,
  ]);
  services.forgetSessions(tenantId);
  return { removed: results.reduce((n, r) => n + r.rowCount, 0) };
}
