import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runBound } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { newId } from '#kernel/ids.ts';
import { activitiesModule } from '#modules/activities/server/module.ts';
import { customer } from '#modules/customers/shared/customer.object.ts';
import { customersModule } from '#modules/customers/server/module.ts';
import { salesModule } from '#modules/sales/server/module.ts';
import { order } from '#modules/sales/shared/order.object.ts';
import { fieldsModule } from '#platform/fields/server/module.ts';
import { tenancyModule } from '#platform/tenancy/server/module.ts';
import { testProduct, type TestProduct } from '#platform/testing/testProduct.ts';
import { valueModule } from './module.ts';
import { presentCustomerValue, presentMyDay, presentOverview } from './present.ts';
import { recalculate } from './value.service.ts';

const modules = [tenancyModule, fieldsModule, customersModule, activitiesModule, salesModule, valueModule];
let product: TestProduct;
beforeAll(async () => void (product = await testProduct(modules)));
afterAll(() => product.close());

const buy = (customerId: string, orderedOn: string, amount: string, more: Record<string, unknown> = {}) =>
  product.given(order, { customerId, orderedOn, amount, ...more });
const now = '2026-06-30T04:00:00.000Z';
const value = (id: string, asOf?: string) => product.as(product.admin, (ctx) => presentCustomerValue(ctx, { id, asOf }), { isCommand: false, now });

describe('grades by share of twelve months revenue', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    for (const [name, amount] of [
      ['大', '800'],
      ['中', '150'],
      ['小', '50'],
      ['无', ''],
    ] as const) {
      const row = await product.given(customer, { name });
      ids.push(row['id'] as string);
      if (amount) await buy(row['id'] as string, '2026-03-01', amount);
    }
    await buy(ids[3] as string, '2020-01-01', '9999');
    await buy(ids[2] as string, '2026-06-01', '100000', { status: 'cancelled' });
    await product.as(product.admin, (ctx) => recalculate(ctx), { now });
  });

  test('those who bring the first 80 % are A, the next 15 % B, the rest and those without revenue C', async () => {
    expect(await Promise.all(ids.map(async (id) => (await value(id)).grade))).toEqual(['A', 'B', 'C', 'C']);
  });

  test('a cancelled order is no revenue and an old one counts for the score only', async () => {
    expect(await value(ids[2] as string)).toMatchObject({ revenue12m: '50.00', purchaseDays: 1 });
    expect(await value(ids[3] as string)).toMatchObject({ revenue12m: '0.00', amount: '9999.00', grade: 'C' });
  });

  test('the grade is told with its reasons in words', async () => {
    const { reasons } = await value(ids[0] as string);
    expect(reasons.map((r) => r.code)).toEqual(['revenue']);
    expect(reasons[0]?.text).toContain('800.00');
  });

  test('a run as of another day leaves today’s grade alone and is shown for that day', async () => {
    await product.as(product.admin, (ctx) => recalculate(ctx, '2020-06-01'), { now });
    expect(await value(ids[3] as string, '2020-06-01')).toMatchObject({ grade: 'A', asOf: '2020-06-01' });
    expect(await value(ids[3] as string)).toMatchObject({ grade: 'C', asOf: '2026-06-30' });
  });

  test('a move of grade is noted once with both figures, and the history shows it', async () => {
    await buy(ids[2] as string, '2026-06-29', '5000');
    await product.as(product.admin, (ctx) => recalculate(ctx), { now: '2026-07-01T04:00:00.000Z' });
    await product.as(product.admin, (ctx) => recalculate(ctx), { now: '2026-07-02T04:00:00.000Z' });
    const day = await product.as(product.admin, presentMyDay, { isCommand: false, now: '2026-07-02T04:00:00.000Z' });
    expect(day.moves.filter((m) => m.customerId === ids[2])).toMatchObject([{ from: 'C', to: 'A', on: '2026-07-01' }]);
    expect((await value(ids[2] as string)).history.map((h) => h.grade)).toEqual(['C', 'C', 'A']);
  });
});

test('a customer silent for longer than twice the usual gap is falling, a regular one is not', async () => {
  const { tenantId, admin } = await product.addTenant();
  expect(tenantId).not.toBe(product.tenantId);
  const make = async (name: string, days: string[]) => {
    const row = await product.given(customer, { name }, admin);
    for (const on of days) await product.given(order, { customerId: row['id'], orderedOn: on, amount: '10' }, admin);
    return row['id'] as string;
  };
  const falling = await make('渐远', ['2026-01-01', '2026-01-31', '2026-03-02', '2026-04-01']);
  const regular = await make('如常', ['2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01']);
  const fresh = await make('新客', ['2026-01-01', '2026-01-02']);
  await product.as(admin, (ctx) => recalculate(ctx), { now });
  const day = await product.as(admin, presentMyDay, { isCommand: false, now });
  expect(day.falling.items.map((f) => f.customerId)).toEqual([falling]);
  expect(day.falling.items[0]).toMatchObject({ usualDays: 30, silentDays: 90 });
  for (const id of [regular, fresh])
    expect(await product.as(admin, (ctx) => presentCustomerValue(ctx, { id, asOf: undefined }), { isCommand: false, now })).toMatchObject({ isFalling: false });
});

const cdnow = new URL('../../../../shared/data/cdnow/CDNOW_sample.txt', import.meta.url).pathname;

test.runIf(existsSync(cdnow))('the CDNOW sample gives the published quintiles and counts', async () => {
  const { tenantId, admin } = await product.addTenant({ currency: 'USD' });
  const lines = readFileSync(cdnow, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/) as [string, string, string, string, string]);
  const ids = new Map([...new Set(lines.map((l) => l[1]))].map((code) => [code, newId()]));
  const rows = lines.map(([, code, on, , dollars]) => ({ id: newId(), customer_id: ids.get(code), on, amount: Math.round(Number(dollars) * 100) }));
  await runBound(product.services.database.app, tenantId, [
    sql`insert into app.customer (tenant_id, id, version, created_at, updated_at, name, code, kind, currency) select ${tenantId}::uuid, (e.value #>> '{}')::uuid, 1, now(), now(), e.key, e.key, 'person', 'USD' from jsonb_each(${JSON.stringify(Object.fromEntries(ids))}::jsonb) e`,
    sql`insert into app."order" (tenant_id, id, version, created_at, updated_at, customer_id, ordered_on, currency, amount) select ${tenantId}::uuid, r.id, 1, now(), now(), r.customer_id, to_date(r."on", 'YYYYMMDD'), 'USD', r.amount from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, customer_id uuid, "on" text, amount bigint)`,
  ]);
  await product.as(admin, (ctx) => recalculate(ctx, '1998-07-01'), { now });
  const overview = await product.as(admin, (ctx) => presentOverview(ctx, { asOf: '1998-07-01' }), { isCommand: false, now });
  expect(overview.cuts.recency).toEqual([513, 487, 443, 153]);
  expect(overview.cuts.frequency).toEqual([1, 1, 2, 4]);
  expect(overview.cuts.monetary.map((cents) => Math.round(cents * 10) / 1000)).toEqual([15.36, 31.958, 59.25, 130.436]);
  expect(overview.counts).toEqual({ recency: [482, 471, 463, 470, 471], frequency: [1218, 0, 403, 358, 378], monetary: [481, 462, 472, 470, 472] });
  const [best] = overview.matrix.filter((c) => c.recency === 5 && c.frequency === 5);
  expect(best?.customers).toBeGreaterThan(233);
  const scores = await runBound(product.services.database.app, tenantId, [
    sql`select count(*) filter (where (recency, frequency, monetary) = (5, 5, 5)) as best, count(*) filter (where (recency, frequency, monetary) = (1, 1, 1)) as least from app.v_customer_value where tenant_id = ${tenantId}::uuid and as_of = '1998-07-01'`,
  ]);
  expect(scores[0]?.rows).toEqual([{ best: 233, least: 177 }]);
});
