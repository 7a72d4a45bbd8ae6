import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUpByApi, type Api } from './support/api.ts';
import { until } from './support/browser.ts';
import { startServer, type RunningServer } from './support/server.ts';

const rows = 100_000;
let server: RunningServer;
let api: Api;

beforeAll(async () => {
  server = await startServer();
  api = await setUpByApi(server);
});
afterAll(() => server?.stop());

interface Shown {
  id: string;
  state: string;
  counts: { rows: number; created: number; failed: number };
}
const look = (id: string) => api.send<Shown>('GET', `/imports/${id}`).then(({ body }) => body);

test('a server killed in the middle of an import of 100,000 customers ends it by itself after the next start, none twice', { timeout: 240_000 }, async () => {
  const file = `客户代码,客户名称,电话\n${Array.from({ length: rows }, (_, i) => `K${String(i).padStart(6, '0')},第${i}家公司,138${String(i).padStart(8, '0')}`).join('\n')}\n`;
  const made = await api.upload<Shown>('/imports', { object: 'customer', start: true }, { name: '十万客户.csv', content: file });
  expect(made.status).toBe(201);
  const before = await until(
    () => look(made.body.id),
    ({ counts, state }) => counts.rows > 5000 || state === 'done',
    { timeoutMs: 90_000 },
  );
  expect(before.counts.rows).toBeLessThan(rows);
  await server.kill9();

  server = await startServer(server);
  const after = await until(
    () => look(made.body.id),
    ({ state }) => state === 'done' || state === 'failed',
    { timeoutMs: 180_000, everyMs: 1000 },
  );
  expect(after).toMatchObject({ state: 'done', counts: { rows, created: rows, failed: 0 } });
  const counted = await api.send<{ count: number }>('GET', '/customers?count=exact&limit=1&fields=id');
  expect(counted.body.count).toBe(rows);
  const exported = await api.send<{ text: string }>('GET', '/customers/export?format=csv&fields=code');
  const codes = exported.body.text.match(/\bK\d{6}\b/g) ?? [];
  expect(codes).toHaveLength(rows);
  expect(new Set(codes).size).toBe(rows);
});
