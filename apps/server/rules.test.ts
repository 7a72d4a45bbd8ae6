import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '#platform/audit/server/history.ts';
import { testServer, type Answer, type Call, type TestServer } from './testServer.ts';
import type { TestMember } from '#platform/testing/testProduct.ts';

let server: TestServer;
let admin: Call;
let member: Call;
let someone: TestMember;

beforeAll(async () => {
  server = await testServer();
  admin = await server.as(server.product.admin);
  someone = await server.product.addMember({ role: 'member' });
  member = await server.as(someone);
});
afterAll(() => server.close());

const idOf = (answer: Answer) => answer.body['id'] as string;
const changeOf = (answer: Answer) => String(answer.headers.get('change-id'));
const undo = (call: Call, answer: Answer) => call('POST', `/changes/${changeOf(answer)}/undo`, {});

describe('undo obeys the roles', () => {
  test('a member cannot take back what only an administrator may change', async () => {
    const other = await server.product.addMember({ role: 'member' });
    await admin('PATCH', `/members/${other.id}`, { role: 'administrator' });
    const lowered = await admin('PATCH', `/members/${other.id}`, { role: 'member' });
    expect((await undo(await server.as(other), lowered)).status).toBe(403);
    const product = await admin('POST', '/products', { name: '传感器', price: '10.00' });
    const dearer = await admin('PATCH', `/products/${idOf(product)}`, { price: '12.00' });
    expect((await undo(member, dearer)).status).toBe(403);
    expect((await admin('GET', `/products/${idOf(product)}`)).body).toMatchObject({ price: '12.00' });
  });

  test('the last administrator cannot be lowered by an undo', async () => {
    const { tenantId, admin: first } = await server.product.addTenant();
    const call = await server.as(first, tenantId);
    const second = await server.product.addMember({ tenantId, role: 'member' });
    const raised = await call('PATCH', `/members/${second.id}`, { role: 'administrator' });
    expect((await call('PATCH', `/members/${first.id}`, { role: 'member' })).status).toBe(200);
    const other = await server.as(second, tenantId);
    expect((await undo(other, raised)).body).toMatchObject({ code: 'member.last_administrator' });
  });
});

test('who was given a share can neither take the record over nor restore it', async () => {
  const customer = idOf(await admin('POST', '/customers', { name: '共享客户' }));
  await admin('POST', `/customers/${customer}/shares`, { memberId: someone.id });
  expect((await member('PATCH', `/customers/${customer}`, { industry: '光学' })).status).toBe(200);
  expect((await member('PATCH', `/customers/${customer}`, { ownerId: someone.id })).status).toBe(403);
  await admin('DELETE', `/customers/${customer}`);
  expect((await member('POST', `/customers/${customer}/restore`, {})).status).toBe(403);
});

describe('an order and its lines stay one', () => {
  let customer: string;
  beforeAll(async () => void (customer = idOf(await admin('POST', '/customers', { name: '订单客户' }))));
  const make = (lines: object[]) => admin('POST', '/orders', { customerId: customer, orderedOn: '2026-01-02', lines });
  const read = async (id: string) =>
    (await admin('GET', `/orders/${id}`)).body as {
      amount: string;
      quantity: string;
      currency: string;
      lines: { id: string; quantity: string; amount: string; currency: string }[];
    };

  test('the answer carries the ids of the lines that were written', async () => {
    const made = await make([{ quantity: '1', unitPrice: '10' }]);
    expect((made.body['lines'] as { id: string }[])[0]?.id).toBe((await read(idOf(made))).lines[0]?.id);
  });

  test('undoing a change of lines brings back lines, amount and quantity together', async () => {
    const id = idOf(
      await make([
        { quantity: '1', unitPrice: '10' },
        { quantity: '2', unitPrice: '5' },
      ]),
    );
    const [first] = (await read(id)).lines;
    const changed = await admin('PATCH', `/orders/${id}`, {
      lines: [
        { ...first, quantity: '5' },
        { quantity: '1', unitPrice: '7' },
      ],
    });
    expect(await read(id)).toMatchObject({ amount: '57.00', quantity: '6' });
    expect((await undo(admin, changed)).status).toBe(200);
    const back = await read(id);
    expect(back).toMatchObject({ amount: '20.00', quantity: '3' });
    expect(back.lines.map((l) => [l.quantity, l.amount])).toEqual([
      ['1', '10.00'],
      ['2', '10.00'],
    ]);
    for (const [object, record] of [
      ['order', id],
      ['orderLine', back.lines[0]?.id ?? ''],
    ] as const) {
      expect(await server.product.as(server.product.admin, (ctx) => verifyChain(ctx, object, record), { isCommand: false })).toBeNull();
    }
  });

  test('a change of one line alone cannot be undone past its order', async () => {
    const id = idOf(await make([{ quantity: '1', unitPrice: '10' }]));
    const [line] = (await read(id)).lines;
    await admin('PATCH', `/orders/${id}`, { lines: [{ ...line, quantity: '3' }] });
    const [entry] = (await admin('GET', `/order-lines/${line?.id}/history`)).body['items'] as { id: string }[];
    expect((await admin('POST', `/changes/${entry?.id}/undo`, {})).status).toBe(403);
  });

  test('an amount that contradicts the lines, the same line twice and sums out of range are refused', async () => {
    const id = idOf(await make([{ quantity: '1', unitPrice: '10' }]));
    const [line] = (await read(id)).lines;
    expect((await admin('PATCH', `/orders/${id}`, { amount: '5.00' })).body['errors']).toMatchObject([{ path: 'amount', code: 'order.amount_of_lines' }]);
    expect((await admin('PATCH', `/orders/${id}`, { lines: [line, line] })).status).toBe(422);
    expect((await make([{ quantity: '99999999999999', unitPrice: '99999999' }])).status).toBe(422);
    expect((await admin('POST', '/orders', { customerId: customer, orderedOn: '2026-01-02', amount: '80000000', rate: '99999999999999' })).status).toBe(422);
  });

  test('another currency goes through the lines, and lines of a deleted order are gone', async () => {
    const id = idOf(await make([{ quantity: '2', unitPrice: '10' }]));
    await admin('PATCH', `/orders/${id}`, { currency: 'JPY' });
    expect(await read(id)).toMatchObject({ amount: '20', currency: 'JPY', lines: [{ amount: '20', currency: 'JPY' }] });
    await admin('DELETE', `/orders/${id}`);
    expect((await admin('POST', '/order-lines/query', { filter: { field: 'orderId', op: 'eq', value: id } })).body['items']).toEqual([]);
  });
});

test('an amount keeps its figure in another currency, and history tells it as it was', async () => {
  const id = idOf(await admin('POST', '/products', { name: '阀门', price: '1250.00' }));
  expect((await admin('PATCH', `/products/${id}`, { currency: 'JPY' })).body).toMatchObject({ price: '1250', currency: 'JPY' });
  await admin('PATCH', `/products/${id}`, { price: '1300' });
  const items = (await admin('GET', `/products/${id}/history`)).body['items'] as { changes: { field: string; from: string; to: string }[] }[];
  const prices = items.flatMap((i) => i.changes.filter((c) => c.field === 'price').map((c) => [c.from, c.to]));
  expect(prices).toEqual([
    ['1250', '1300'],
    ['1250.00', '1250'],
    [null, '1250.00'],
  ]);
  expect((await admin('PATCH', `/products/${id}`, { currency: 'CNY', price: '13.00' })).body).toMatchObject({ price: '13.00', currency: 'CNY' });
  expect(
    (await admin('PATCH', `/products/${idOf(await admin('POST', '/products', { name: '表', price: '12.50' }))}`, { currency: 'JPY' })).body['errors'],
  ).toMatchObject([{ path: 'price' }]);
});

test('a restore that collides names the record in the way', async () => {
  const first = idOf(await admin('POST', '/customers', { name: '甲', code: 'R-1' }));
  await admin('DELETE', `/customers/${first}`);
  const second = idOf(await admin('POST', '/customers', { name: '乙', code: 'R-1' }));
  expect((await admin('POST', `/customers/${first}/restore`, {})).body).toMatchObject({ status: 409, details: { id: second, fields: ['code'] } });
});

test('many batches at once are all answered, and a key is applied once', async () => {
  const rows = (b: number) => Array.from({ length: 20 }, (_, i) => ({ name: `批${b}-${i}`, code: `B${b}-${i}` }));
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, b) => admin('POST', '/customers/batch?key=code', rows(b), { 'Idempotency-Key': `batch${b}` })),
  );
  expect(answers.map((a) => a.status)).toEqual(answers.map(() => 200));
  expect((await admin('POST', '/customers/batch?key=code', rows(3), { 'Idempotency-Key': 'batch3' })).body).toEqual(answers[3]?.body);
  expect(
    (await admin('GET', '/customers?count=exact&filter=%7B%22field%22%3A%22code%22%2C%22op%22%3A%22startsWith%22%2C%22value%22%3A%22B%22%7D')).body['count'],
  ).toBe(240);
});

test('no odd value in query or body ends in a server error', async () => {
  const customer = idOf(await admin('POST', '/customers', { name: '坚固' }));
  const odd = [
    'x',
    '-1',
    '1.5',
    '1e30',
    'null',
    '[]',
    '{}',
    '%00',
    '2026-99-99',
    '+275760-09-12',
    '0000-01-01',
    'constructor',
    '__proto__',
    '%ED%A0%80',
    'a'.repeat(3000),
    Buffer.from('["-createdAt",["x"],"y"]').toString('base64url'),
    '2026-01-01_x',
  ];
  const { body } = await admin('GET', '/openapi.json');
  for (const [path, methods] of Object.entries(body['paths'] as Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>)) {
    const at = path.replace(/\{\w+\}/g, customer);
    for (const { name } of (methods['get']?.parameters ?? []).filter((p) => p.in === 'query')) {
      for (const value of odd) {
        const answer = await admin('GET', `${at}?${name}=${value}`);
        expect(answer.status, `${at}?${name}=${value.slice(0, 40)}`).toBeLessThan(500);
      }
      expect((await admin('GET', `${at}?${name}=a&${name}=b`)).status).toBeLessThan(500);
    }
  }
  const deep = JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) as unknown;
  for (const value of [null, 5, -1e300, 'a\u0000b', '\ud800', [], {}, deep, 'constructor', '9'.repeat(400), '0000-01-01T00:00:00Z']) {
    for (const [object, field] of [
      ['customers', 'name'],
      ['customers', 'constructor'],
      ['customers', 'custom'],
      ['customers', 'creditLimit'],
      ['interactions', 'happenedAt'],
      ['orders', 'rate'],
      ['orders', 'lines'],
      ['api-keys', 'name'],
    ] as const) {
      expect((await admin('POST', `/${object}`, { [field]: value })).status, `${object}.${field}`).toBeLessThan(500);
    }
    for (const op of ['eq', 'in', 'contains', 'between', 'within', 'gt']) {
      for (const field of ['name', 'createdAt', 'creditLimit', 'ownerId', 'custom.x', 'owner.name'])
        expect((await admin('POST', '/customers/query', { filter: { field, op, value } })).status).toBeLessThan(500);
    }
  }
});

test('an invitation is no place to guess a password: after five wrong ones its link is used up', async () => {
  const call = (path: string, body?: object) =>
    fetch(`${server.address}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const invite = async (email: string) =>
    new URL(String((await admin('POST', '/members/invite', { email, name: '新人', role: 'member' })).body['url'])).searchParams.get('token');
  const first = await invite('guess@example.com');
  expect((await call(`/invitations/${first}/accept`, { name: '新人', password: 'correct-horse' })).status).toBe(201);
  const { tenantId, admin: other } = await server.product.addTenant();
  const foreign = await server.as(other, tenantId);
  const token = new URL(
    String((await foreign('POST', '/members/invite', { email: 'guess@example.com', name: '新人', role: 'member' })).body['url']),
  ).searchParams.get('token');
  for (let i = 0; i < 5; i++) expect((await call(`/invitations/${token}/accept`, { name: '新人', password: `wrong-${i}-guess` })).status).toBe(422);
  expect((await call(`/invitations/${token}/accept`, { name: '新人', password: 'correct-horse' })).status).toBe(404);
});
