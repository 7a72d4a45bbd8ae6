import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '#kernel/db/batch.ts';
import { runBound, runPlain } from '#kernel/db/database.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import { verifyChain } from '#platform/audit/server/history.ts';
import { objectsOf } from '#platform/context/server/context.ts';
import type { TestMember } from '#platform/testing/testProduct.ts';
import { serverModules } from './modules.ts';
import { testServer, type Call, type TestServer } from './testServer.ts';

let server: TestServer;
let admin: Call;
let stranger: Call;
let manager: Call;
let member: Call;
let colleague: Call;
let memberOne: TestMember;
let serial = 0;

beforeAll(async () => {
  server = await testServer();
  const { product } = server;
  const team = await product.addDepartment('团队');
  const below = await product.addDepartment('小组', team);
  memberOne = await product.addMember({ role: 'member', departmentId: below });
  const other = await product.addTenant();
  admin = await server.as(product.admin);
  stranger = await server.as(other.admin, other.tenantId);
  manager = await server.as(await product.addMember({ role: 'manager', departmentId: team }));
  member = await server.as(memberOne);
  colleague = await server.as(await product.addMember({ role: 'member', departmentId: null }));
});
afterAll(() => server.close());

const objects = objectsOf(serverModules);
const writable = objects.filter((o) => !o.without?.includes('create'));
const isFreeText = (o: ObjectDefinition, n: string) =>
  ['text', 'longText'].includes(o.fields[n]?.kind ?? '') && !o.fields[n]?.readOnly && !(o.name === 'customField' && ['object', 'name', 'options'].includes(n));
const updatable = writable.filter((o) => Object.keys(o.fields).some((n) => isFreeText(o, n)));
const textField = (o: ObjectDefinition) => Object.keys(o.fields).find((n) => isFreeText(o, n)) as string;

const samples: Record<Field['kind'], () => unknown> = {
  text: () => `样本${++serial}`,
  longText: () => '说明',
  email: () => `a${++serial}@example.com`,
  phone: () => '13800138000',
  url: () => 'https://example.com',
  choice: () => null,
  boolean: () => true,
  integer: () => 7,
  decimal: () => '2.5',
  money: () => '12.34',
  currency: () => 'CNY',
  date: () => '2026-03-04',
  timestamp: () => '2026-03-04T05:06:07.000Z',
  reference: () => null,
};

/** A valid input with every required field; references point to records made by the same caller. */
async function inputFor(object: ObjectDefinition, call: Call, depth = 0): Promise<Row> {
  const input: Row = {};
  for (const [name, field] of Object.entries(object.fields)) {
    if (field.readOnly || field.custom || (field.optional && !(depth === 0 && name === object.visibleWith))) continue;
    if (field.kind === 'reference') input[name] = await createdId(objects.find((o) => o.name === field.target) as ObjectDefinition, call, depth + 1);
    else input[name] = field.kind === 'choice' ? (field.default ?? field.options?.[0]) : samples[field.kind]();
  }
  if (object.name === 'customField') Object.assign(input, { object: 'customer', name: `f${++serial}` });
  return input;
}

async function createdId(object: ObjectDefinition, call: Call, depth: number): Promise<string> {
  const creator = object.access === 'owned' ? call : admin;
  const made = await creator('POST', `/${object.path}`, await inputFor(object, call, depth));
  expect(made.body, JSON.stringify(made.body)).toMatchObject({ version: 1 });
  return made.body['id'] as string;
}

async function create(object: ObjectDefinition, call: Call = admin) {
  const input = await inputFor(object, call);
  const made = await call('POST', `/${object.path}`, input);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return { id: made.body['id'] as string, body: made.body, input };
}

const idsIn = (answer: { body: Record<string, unknown> }) => ((answer.body['items'] ?? []) as { id: string }[]).map((i) => i.id);

describe.each(writable.map((o) => [o.name, o] as const))('%s', (_name, object) => {
  const path = `/${object.path}`;

  test('what is created comes back, is listed and counted', async () => {
    const { id, input } = await create(object);
    const { body } = await admin('GET', `${path}/${id}`);
    expect(body).toMatchObject({ ...input, id, version: 1 });
    const list = await admin('POST', `${path}/query`, { filter: { field: 'id', op: 'eq', value: id }, count: 'estimate', include: ['references'] });
    expect(idsIn(list)).toEqual([id]);
    expect(list.body).toMatchObject({ count: 1, countKind: 'exact', nextCursor: null });
  });

  test('another organisation sees and changes nothing of it', async () => {
    const { id } = await create(object);
    for (const [method, at, body] of [
      ['GET', `${path}/${id}`],
      ['PATCH', `${path}/${id}`, {}],
      ['DELETE', `${path}/${id}`],
      ['POST', `${path}/${id}/restore`, {}],
      ['GET', `${path}/${id}/history`],
      ['GET', `${path}/${id}?asOf=2030-01-01T00:00:00Z`],
    ] as const) {
      expect((await stranger(method, at, body)).status, `${method} ${at}`).toBe(404);
    }
    expect(idsIn(await stranger('GET', `${path}?limit=500`))).not.toContain(id);
    expect((await stranger('GET', `${path}/export`)).body['text']).not.toContain(id);
    expect((await admin('GET', `${path}/${id}`)).status).toBe(200);
  });

  test('row-level security alone hides it from a query that forgets the organisation', async () => {
    await create(object);
    const other = await server.product.addTenant();
    const results = await runBound(server.product.services.database.app, other.tenantId, [
      { parts: [`select count(*) as n from ${object.table}`], values: [] },
      { parts: [`select count(*) as n from ${object.view}`], values: [] },
    ]);
    expect(results.map((r) => r.rows[0]?.['n'])).toEqual([0, 0]);
    const unbound = await runPlain(server.product.services.database.app, { parts: [`select count(*) as n from ${object.table}`], values: [] });
    expect(unbound.rows[0]?.['n']).toBe(0);
  });

  test('roles see what they may, on every path', async () => {
    if (object.access !== 'owned') {
      expect((await member('POST', path, await inputFor(object, admin))).status).toBe(403);
      const { id } = await create(object);
      expect((await member('GET', `${path}/${id}`)).status).toBe(200);
      expect((await member('DELETE', `${path}/${id}`)).status).toBe(403);
      return;
    }
    const { id } = await create(object, member);
    for (const [call, may] of [
      [member, true],
      [manager, true],
      [admin, true],
      [colleague, false],
    ] as const) {
      expect((await call('GET', `${path}/${id}`)).status).toBe(may ? 200 : 404);
      expect((await call('GET', `${path}/${id}/history`)).status).toBe(may ? 200 : 404);
      expect(idsIn(await call('GET', `${path}?limit=500`)).includes(id)).toBe(may);
      expect(String((await call('GET', `${path}/export`)).body['text']).includes(id)).toBe(may);
      const found = await call('GET', `${path}?limit=500&count=exact`);
      expect(found.body['count']).toBe(idsIn(found).length);
    }
    expect((await colleague('PATCH', `${path}/${id}`, {})).status).toBe(404);
    expect((await colleague('DELETE', `${path}/${id}`)).status).toBe(404);
  });

  test('wrong input is refused with the field named and nothing is kept', async () => {
    const input = await inputFor(object, admin);
    const before = (await admin('GET', `${path}?count=exact`)).body['count'];
    const bad: Partial<Record<Field['kind'], unknown>> = {
      text: 5,
      longText: 'a\u0000b',
      email: 'x',
      phone: 'none',
      integer: 1.5,
      decimal: 'x',
      money: '1.234',
      date: '2026-13-01',
      timestamp: 'soon',
      boolean: 'yes',
      choice: 'nothing',
      currency: 'yuan',
      reference: 'abc',
      url: 'no',
    };
    for (const [name, field] of Object.entries(object.fields)) {
      if (field.readOnly) continue;
      const answer = await admin('POST', path, { ...input, [name]: bad[field.kind] });
      expect(answer.status, name).toBe(422);
      expect((answer.body['errors'] as { path: string; message: string }[])[0]).toMatchObject({ path: name, message: expect.not.stringContaining('error.') });
    }
    for (const name of ['id', 'version', 'createdAt', 'noSuchField'])
      expect((await admin('POST', path, { ...input, [name]: 1 })).body['errors']).toMatchObject([{ path: name }]);
    expect((await admin('POST', path, [])).status).toBe(422);
    expect((await admin('GET', `${path}?count=exact`)).body['count']).toBe(before);
  });

  test('delete goes to the recycle bin and restore brings it back', async () => {
    const { id } = await create(object);
    expect((await admin('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await admin('GET', `${path}/${id}`)).status).toBe(404);
    expect(idsIn(await admin('GET', `${path}?limit=500`))).not.toContain(id);
    expect(
      idsIn(
        await admin('POST', `${path}/query`, {
          filter: {
            and: [
              { field: 'deletedAt', op: 'isNotEmpty' },
              { field: 'id', op: 'eq', value: id },
            ],
          },
        }),
      ),
    ).toEqual([id]);
    expect((await admin('POST', `${path}/${id}/restore`, {})).body).toMatchObject({ id, version: 3, deletedAt: null });
    expect((await admin('GET', `${path}/${id}/history`)).body['items']).toMatchObject([{ kind: 'restored' }, { kind: 'deleted' }, { kind: 'created' }]);
  });

  test('the same Idempotency-Key makes one record', async () => {
    const input = await inputFor(object, admin);
    const key = { 'Idempotency-Key': `k${++serial}` };
    const [first, second] = [await admin('POST', path, input, key), await admin('POST', path, input, key)];
    expect(first.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect((await admin('POST', path, { ...input, custom: {} }, key)).status).toBe(422);
  });

  test('a batch keeps its good rows and tells of the others', async () => {
    const answer = await admin('POST', `${path}/batch`, [await inputFor(object, admin), { noSuchField: 1 }]);
    expect(answer.body['outcomes']).toMatchObject([
      { index: 0, status: 'created' },
      { index: 1, status: 'failed' },
    ]);
  });
});

describe.each(updatable.map((o) => [o.name, o] as const))('%s, changed', (_name, object) => {
  const path = `/${object.path}`;
  const name = textField(object);

  test('a stale version is refused, without one the last write wins', async () => {
    const { id } = await create(object);
    expect((await admin('PATCH', `${path}/${id}`, { [name]: `新${++serial}` }, { 'If-Match': '"1"' })).body).toMatchObject({ version: 2 });
    expect((await admin('PATCH', `${path}/${id}`, { [name]: '旧' }, { 'If-Match': '"1"' })).status).toBe(412);
    expect((await admin('PATCH', `${path}/${id}`, { [name]: `末${++serial}` })).body).toMatchObject({ version: 3 });
  });

  test('history tells from and to, undo takes back, the past can be read, the chain verifies', async () => {
    const { id, body } = await create(object);
    const value = `改${++serial}`;
    const changed = await admin('PATCH', `${path}/${id}`, { [name]: value });
    const history = (await admin('GET', `${path}/${id}/history`)).body['items'] as { at: string; changes: unknown[]; actor: Row; via: string }[];
    expect(history[0]).toMatchObject({
      kind: 'updated',
      via: 'api',
      actor: { id: server.product.admin.id },
      changes: [{ field: name, from: body[name], to: value }],
    });
    const past = new Date(Date.parse(history[0]?.at ?? '') - 1).toISOString();
    expect((await admin('GET', `${path}/${id}?asOf=${past}`)).body).toMatchObject({ [name]: body[name], version: 1 });
    const undone = await admin('POST', `/changes/${changed.headers.get('change-id')}/undo`, {});
    expect(undone.body).toMatchObject({ object: object.name, record: { id, [name]: body[name], version: 3 } });
    expect((await admin('POST', `/changes/${changed.headers.get('change-id')}/undo`, {})).status).toBe(409);
    expect(await server.product.as(server.product.admin, (ctx) => verifyChain(ctx, object.name, id), { isCommand: false })).toBeNull();
  });

  test('a custom field goes through create, filter, history and export', async () => {
    if (object.access === 'settings') return;
    const key = `c${++serial}`;
    const label = `标签 ${key}`;
    expect((await admin('POST', '/custom-fields', { object: object.name, name: key, label, fieldKind: 'integer' })).status).toBe(201);
    const made = await admin('POST', path, { ...(await inputFor(object, admin)), custom: { [key]: 5 } });
    expect(made.body).toMatchObject({ custom: { [key]: 5 } });
    const id = made.body['id'] as string;
    const where = (op: string, value: unknown) => admin('POST', `${path}/query`, { filter: { field: `custom.${key}`, op, value } });
    expect(idsIn(await where('eq', 5))).toEqual([id]);
    expect(idsIn(await where('gt', 5))).toEqual([]);
    expect((await admin('PATCH', `${path}/${id}`, { custom: { [key]: 'x' } })).status).toBe(422);
    await admin('PATCH', `${path}/${id}`, { custom: { [key]: 6 } });
    expect((await admin('GET', `${path}/${id}/history`)).body['items']).toMatchObject([{ changes: [{ field: `custom.${key}`, from: 5, to: 6 }] }, {}]);
    expect((await admin('GET', `${path}/export`)).body['text']).toContain(label);
  });
});

test('a shared record is seen by its member until the share ends', async () => {
  const { body } = await admin('POST', '/customers', { name: '共享' });
  const id = body['id'] as string;
  expect((await colleague('GET', `/customers/${id}`)).status).toBe(404);
  const other = await server.product.addMember({ role: 'member' });
  const call = await server.as(other);
  const shared = await admin('POST', `/customers/${id}/shares`, { memberId: other.id });
  expect(shared.status).toBe(201);
  const contact = await admin('POST', '/contacts', { name: '联系人', customerId: id });
  expect((await call('GET', `/customers/${id}`)).status).toBe(200);
  expect(idsIn(await call('GET', '/contacts'))).toEqual([contact.body['id']]);
  expect((await call('DELETE', `/customers/${id}`)).status).toBe(403);
  await admin('DELETE', `/customers/${id}/shares/${shared.body['id']}`);
  expect((await call('GET', `/customers/${id}`)).status).toBe(404);
});

test('every route of the OpenAPI document asks who calls, and says 404 for another organisation’s record', async () => {
  const { body } = await admin('GET', '/openapi.json');
  const ids = new Map<string, string>();
  for (const object of writable) ids.set(object.path, (await create(object)).id);
  for (const [path, methods] of Object.entries(body['paths'] as Record<string, Record<string, unknown>>)) {
    const id = ids.get(path.split('/')[1] ?? '') ?? ids.get('customers') ?? '';
    const at = path.replace(/\{id\}/g, id).replace(/\{\w+\}/g, id);
    for (const method of Object.keys(methods)) {
      const write = ['post', 'patch', 'put'].includes(method);
      const options = { method: method.toUpperCase(), ...(write ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}) };
      expect((await fetch(`${server.address}/api/v1${at}`, options)).status, `${method} ${path} without credentials`).toBe(401);
      if (path.includes('{'))
        expect([404, 422], `${method} ${path} from another organisation`).toContain((await stranger(method.toUpperCase(), at, write ? {} : undefined)).status);
    }
  }
});

test('search and my day show a member only what they may see', async () => {
  const name = '绝密量子科技';
  await admin('POST', '/customers', { name });
  const own = await member('POST', '/customers', { name: `${name}分公司` });
  const found = async (call: Call) => ((await call('GET', `/search?q=${encodeURIComponent('量子')}`)).body['items'] as { id: string }[]).map((h) => h.id);
  expect(await found(member)).toEqual([own.body['id']]);
  expect(await found(stranger)).toEqual([]);
  expect((await found(admin)).length).toBe(2);
});
