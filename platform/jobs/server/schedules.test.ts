import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPlain } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { tenancyModule } from '#platform/tenancy/server/module.ts';
import { testProduct, type TestProduct } from '#platform/testing/testProduct.ts';
import { startDue } from './worker.ts';

let product: TestProduct;
beforeAll(async () => void (product = await testProduct([tenancyModule])));
afterAll(() => product.close());

const schedule = (timeZone: string) =>
  runPlain(
    product.services.database.owner,
    sql`insert into ops.schedule (tenant_id, job, time_zone, minute_of_day) values (${product.tenantId}::uuid, ${`daily ${timeZone}`}, ${timeZone}, 250)`,
  );
const startedAt = async (now: string) => {
  product.jobs.length = 0;
  await startDue(product.services, now);
  return product.jobs.map((j) => `${j.name} ${String(j.payload['on'])}`);
};

test('a daily job starts once a day, at its minute of the organisation’s own day', async () => {
  await schedule('Asia/Shanghai');
  expect(await startedAt('2026-05-01T20:09:00Z')).toEqual([]);
  expect(await startedAt('2026-05-01T20:10:00Z')).toEqual(['daily Asia/Shanghai 2026-05-02']);
  expect(await startedAt('2026-05-01T20:11:00Z')).toEqual([]);
  expect(await startedAt('2026-05-02T21:00:00Z')).toEqual(['daily Asia/Shanghai 2026-05-03']);
});

test('after an outage the day that was missed is made up for once, and clocks that change do not double it', async () => {
  await schedule('America/New_York');
  expect(await startedAt('2026-11-01T23:00:00Z')).toContain('daily America/New_York 2026-11-01');
  expect((await startedAt('2026-11-01T23:30:00Z')).filter((j) => j.includes('New_York'))).toEqual([]);
});
