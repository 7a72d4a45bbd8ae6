import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runPlain } from '#kernel/db/database.ts';
import { raw } from '#kernel/db/sql.ts';
import { verifyChain } from '#platform/audit/server/history.ts';
import { runImport } from '#platform/import/server/runImport.ts';
import { undoImport } from '#platform/import/server/undoImport.ts';
import type { TestMember } from '#platform/testing/testProduct.ts';
import { testServer, type Call, type TestServer } from './testServer.ts';

const data = path.resolve(import.meta.dirname, '../../../shared/data');
const hasData = existsSync(data);
if (!hasData) console.warn(`the tests with real files are skipped: ${data} is absent`);
const cdnow = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../modules/sales/mappings/cdnow.json'), 'utf8')) as Record<string, unknown>;

interface Shown {
  id: string;
  state: string;
  totalRows: number;
  canUndo: boolean;
  counts: { rows: number; created: number; updated: number; skipped: number; failed: number; references: number };
  problems: { row: number; path: string; code: string; message: string; value: unknown }[];
  undo: { deleted: number; restored: number; kept: number };
  mapping: { column: number; field: string | null }[];
}

let server: TestServer;
/** An organisation per test. */
let tenantId: string;
let admin: TestMember;
let call: Call;

beforeAll(async () => void (server = await testServer()));
afterAll(() => server.close());
beforeEach(async () => {
  ({ tenantId, admin } = await server.product.addTenant({ currency: 'CNY' }));
  call = await server.as(admin, tenantId);
});

const shown = async (id: string, by = call) => (await by('GET', `/imports/${id}`)).body as unknown as Shown;
const run = (importId: string) => runImport(server.product.services, { tenantId, importId });

async function upload(content: string | Buffer, options: Record<string, unknown>, by: { key?: Call; fileName?: string } = {}) {
  const form = new FormData();
  form.set('options', JSON.stringify(options));
  form.set('file', new Blob([new Uint8Array(Buffer.from(content))]), by.fileName ?? 'rows.csv');
  const body = new Response(form);
  const answer = await rawPost('/imports', Buffer.from(await body.arrayBuffer()), body.headers.get('content-type') ?? '', by.key);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as unknown as Shown;
}

let keys = new WeakMap<Call, string>();
async function rawPost(url: string, body: Buffer, contentType: string, by: Call = call) {
  if (!keys.has(by)) keys = keys.set(by, String((await by('POST', '/api-keys', { name: 'upload' })).body['key']));
  const answer = await fetch(`${server.address}/api/v1${url}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': contentType, authorization: `Bearer ${keys.get(by)}` },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function importNow(content: string | Buffer, options: Record<string, unknown>, by: { key?: Call; fileName?: string } = {}) {
  const { id } = await upload(content, { start: true, ...options }, by);
  await run(id);
  return shown(id, by.key);
}

const list = async (object: string, by = call, filter?: unknown) =>
  (await by('POST', `/${object}/query`, { limit: 500, ...(filter ? { filter } : {}) })).body['items'] as Record<string, unknown>[];
const figures = async (query: string) =>
  (await runPlain(server.product.services.database.owner, raw(query.replaceAll(':tenant', `'${tenantId}'::uuid`)))).rows[0];

describe.skipIf(!hasData)('real files', () => {
  const file = (name: string) => readFileSync(path.join(data, name));

  test('all 3,005 listed companies come in; where two names share a code the second is kept without it', async () => {
    const done = await importNow(file('chinese-companies/listed_companies.csv'), { object: 'customer' });
    expect(done).toMatchObject({ state: 'done', totalRows: 3005, counts: { rows: 3005, created: 3005, skipped: 0, updated: 0, failed: 0 } });
    expect(await figures('select count(*) as n from app.customer where tenant_id = :tenant')).toEqual({ n: 3005 });
  });

  test('the dry run foretells the 3,005, and that nothing is new the second time', async () => {
    const csv = file('chinese-companies/listed_companies.csv');
    for (const created of [3005, 0]) {
      const { id } = await upload(csv, { object: 'customer' });
      await call('POST', `/imports/${id}/check`, {});
      await run(id);
      expect(await shown(id)).toMatchObject({ state: 'checked', counts: { rows: 3005, created, failed: 0 } });
      await call('POST', `/imports/${id}/start`, {});
      await run(id);
      expect(await shown(id)).toMatchObject({ state: 'done', counts: { rows: 3005, created, failed: 0 } });
    }
  });

  test('all 4,347 stocks of a GBK file come in with readable names', async () => {
    const done = await importNow(file('chinese-companies/stock_basic_gbk.csv'), { object: 'customer' });
    expect(done).toMatchObject({ state: 'done', counts: { rows: 4347, created: 4347, failed: 0 } });
    expect(await figures("select name, industry from app.customer where tenant_id = :tenant and code = '000001'")).toEqual({
      name: '平安银行',
      industry: '银行',
    });
  });

  test('85 accounts come in, each subsidiary tied to the parent that another row of the file holds', async () => {
    const done = await importNow(file('maven-crm/accounts.csv'), { object: 'customer', constants: { currency: 'USD' } });
    expect(done).toMatchObject({ state: 'done', counts: { rows: 85, created: 85, failed: 0 } });
    expect(
      await figures(
        'select count(*) as subsidiaries, count(distinct parent_id) as parents, max(version) as version from app.customer where tenant_id = :tenant and parent_id is not null',
      ),
    ).toEqual({ subsidiaries: 15, parents: 7, version: 1 });
    expect(
      await figures(
        "select p.name from app.customer c join app.customer p on p.tenant_id = c.tenant_id and p.id = c.parent_id where c.tenant_id = :tenant and c.name = 'Vehement Capital Partners'",
      ),
    ).toEqual({ name: 'Golddex' });
  });

  test('CDNOW orders make their 2,357 customers once each', async () => {
    const done = await importNow(file('cdnow/CDNOW_sample.txt'), { ...cdnow });
    expect(done).toMatchObject({ state: 'done', counts: { rows: 6919, created: 6919, failed: 0, references: 2357 } });
    expect(
      await figures(
        'select count(*) as orders, sum(amount)::int8 as cents, sum(quantity)::int8 as quantity, count(distinct customer_id) as customers, min(currency) as currency from app."order" where tenant_id = :tenant',
      ),
    ).toEqual({ orders: 6919, cents: 24_409_194, quantity: 16_479, customers: 2357, currency: 'USD' });
    expect(await figures("select count(*) as n from app.customer where tenant_id = :tenant and kind = 'person' and code = name")).toEqual({ n: 2357 });
    await call('POST', `/imports/${done.id}/undo`);
    await undoImport(server.product.services, { tenantId, importId: done.id });
    expect(await shown(done.id)).toMatchObject({ state: 'undone', undo: { deleted: 6919 + 2357, kept: 0 } });
    expect(await list('orders')).toEqual([]);
    expect(await list('customers')).toEqual([]);
  });
});

const wrong =
  '编号,名称,员工人数,合作起始\nA1,甲公司,12,2020-01-02\nA2,,5,\nA3,丙公司,许多,\nA4,丁公司,7,13/45/2020\nA5,"=HYPERLINK(""x"")",x,\nA6,己公司,-3,\n';
const customerColumns = [
  { column: 0, field: 'code' },
  { column: 1, field: 'name' },
  { column: 2, field: 'employees' },
  { column: 3, field: 'cooperatingSince' },
];

test('rows that cannot be taken are kept with the field and the reason, the good ones come in', async () => {
  const done = await importNow(wrong, { object: 'customer', columns: customerColumns });
  expect(done.counts).toMatchObject({ rows: 6, created: 1, failed: 5 });
  expect(done.problems.map(({ row, path: field, code, value }) => [row, field, code, value])).toEqual([
    [3, 'name', 'field.required', null],
    [4, 'employees', 'import.not_a_number', '许多'],
    [5, 'cooperatingSince', 'import.not_a_date', '13/45/2020'],
    [6, 'employees', 'import.not_a_number', 'x'],
    [7, 'employees', 'field.too_small', '-3'],
  ]);
  expect(done.problems.every((p) => !p.message.startsWith('error.'))).toBe(true);
  const { body } = await call('GET', `/imports/${done.id}/failures`, undefined, { 'accept-language': 'zh-CN' });
  const lines = String(body['text']).replace('\ufeff', '').trim().split('\n');
  expect(lines[0]).toBe('编号,名称,员工人数,合作起始,原因');
  expect(lines).toHaveLength(6);
  expect(lines[2]).toMatch(/^A3,丙公司,许多,,\S+：不是数字/);
  expect(lines[4]).toContain(`"'=HYPERLINK(""x"")"`);
});

test('the rows that failed of a workbook come back as a workbook', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('客户');
  sheet.addRows([
    ['名称', '员工人数'],
    ['甲公司', 3],
    ['乙公司', '很多'],
  ]);
  const done = await importNow(Buffer.from(await book.xlsx.writeBuffer()), { object: 'customer' }, { fileName: '客户.xlsx' });
  expect(done.counts).toMatchObject({ created: 1, failed: 1 });
  const answer = await call('GET', `/imports/${done.id}/failures`);
  expect(answer.headers.get('content-type')).toContain('spreadsheetml');
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('客户.failed.xlsx'));
});

const many = (count: number, prefix = 'K') =>
  `客户编号,名称,电话\n${Array.from({ length: count }, (_, i) => `${prefix}${i},第${i}公司,138${String(i).padStart(8, '0')}`).join('\n')}\n`;

test('an import that was stopped goes on where it was, and takes every row exactly once', async () => {
  const repeated = `${many(5000)}K17,第17公司,\n`;
  const { id } = await upload(repeated, { object: 'customer', start: true });
  const stopped = runImport(server.product.services, { tenantId, importId: id }, () => {
    throw new Error('the machine stops');
  });
  await expect(stopped).rejects.toThrow('the machine stops');
  const between = await shown(id);
  expect(between.state).toBe('running');
  expect(between.counts.created).toBeGreaterThan(0);
  expect(between.counts.created).toBeLessThan(5000);
  await run(id);
  expect(await shown(id)).toMatchObject({ state: 'done', counts: { rows: 5001, created: 5000, skipped: 1, failed: 0 } });
  expect(
    await figures(
      "select (select count(*) from app.customer where tenant_id = :tenant) as customers, (select count(*) from app.history where tenant_id = :tenant and via = 'import') as entries",
    ),
  ).toEqual({ customers: 5000, entries: 5000 });
  await run(id);
  expect(await figures('select count(*) as n from app.customer where tenant_id = :tenant')).toEqual({ n: 5000 });
});

test('two processes never work on the same import', async () => {
  const { id } = await upload(many(3000), { object: 'customer', start: true });
  await Promise.all([run(id), run(id)]);
  await run(id);
  expect(await figures('select count(*) as n from app.customer where tenant_id = :tenant')).toEqual({ n: 3000 });
});

test.each([
  ['skip', { created: 1, updated: 0, skipped: 2, failed: 0 }, { name: '旧名', industry: null, version: 1 }],
  ['fill', { created: 1, updated: 1, skipped: 1, failed: 0 }, { name: '旧名', industry: '机械', version: 2 }],
  ['update', { created: 1, updated: 2, skipped: 0, failed: 0 }, { name: '再新名', industry: '机械', version: 3 }],
  ['create', { created: 1, updated: 0, skipped: 0, failed: 2 }, { name: '旧名', industry: null, version: 1 }],
])('of records that are there already the policy "%s" decides, and the dry run foretells it', async (onDuplicate, counts, after) => {
  const { body } = await call('POST', '/customers', { name: '旧名', code: 'D1' });
  const csv = 'code,name,industry\nD1,新名,机械\nD2,别家,\nD1,再新名,机械\n';
  const { id } = await upload(csv, { object: 'customer', onDuplicate });
  await call('POST', `/imports/${id}/check`);
  await run(id);
  expect(await shown(id)).toMatchObject({ state: 'checked', counts: { rows: 3, ...counts } });
  expect(await list('customers')).toHaveLength(1);
  await call('POST', `/imports/${id}/start`);
  await run(id);
  expect(await shown(id)).toMatchObject({ state: 'done', counts: { rows: 3, ...counts } });
  expect((await call('GET', `/customers/${String(body['id'])}`)).body).toMatchObject(after);
  expect(await server.product.as(admin, (ctx) => verifyChain(ctx, 'customer', String(body['id'])))).toBeNull();
});

test('undoing an import takes back what it made and changed, and keeps what somebody edited since', async () => {
  const { body: old } = await call('POST', '/customers', { name: '旧名', code: 'U0' });
  const done = await importNow('code,name,industry\nU0,新名,机械\nU1,一,\nU2,二,\n', { object: 'customer', onDuplicate: 'update' });
  expect(done).toMatchObject({ canUndo: true, counts: { created: 2, updated: 1 } });
  const edited = (await list('customers')).find((row) => row['code'] === 'U2');
  await call('PATCH', `/customers/${String(edited?.['id'])}`, { industry: '银行' });
  await call('POST', `/imports/${done.id}/undo`);
  await undoImport(server.product.services, { tenantId, importId: done.id });
  const undone = await shown(done.id);
  expect(undone).toMatchObject({ state: 'undone', undo: { deleted: 1, restored: 1, kept: 1 }, canUndo: false });
  expect(undone.problems).toMatchObject([{ code: 'import.edited_since', value: '二' }]);
  expect((await list('customers')).map((row) => row['name']).sort()).toEqual(['二', '旧名']);
  expect((await call('GET', `/customers/${String(old['id'])}`)).body).toMatchObject({ name: '旧名', industry: null, version: 3 });
  await call('POST', `/imports/${done.id}/undo`, { withEdited: true });
  await undoImport(server.product.services, { tenantId, importId: done.id });
  expect(await shown(done.id)).toMatchObject({ state: 'undone', undo: { deleted: 2, restored: 1, kept: 0 } });
  expect((await list('customers')).map((row) => row['name'])).toEqual(['旧名']);
});

test('a former unique value that somebody else took meanwhile is left alone by the undo', async () => {
  await call('POST', '/customers', { name: '甲', code: 'OLD', email: 'a@example.com' });
  const [first] = await list('customers');
  const done = await importNow(`id,code\n${String(first?.['id'])},NEW\n`, {
    object: 'customer',
    onDuplicate: 'update',
    columns: [
      { column: 0, field: 'id' },
      { column: 1, field: 'code' },
    ],
  });
  expect(done.counts).toMatchObject({ updated: 1 });
  await call('POST', '/customers', { name: '乙', code: 'OLD' });
  await call('POST', `/imports/${done.id}/undo`);
  await undoImport(server.product.services, { tenantId, importId: done.id });
  expect(await shown(done.id)).toMatchObject({ state: 'undone', undo: { restored: 0, kept: 1 } });
});

test('references are found by code, title or a named field; ambiguous and missing ones are problems of the row', async () => {
  for (const [name, code] of [
    ['甲', 'C1'],
    ['乙', 'C2'],
    ['乙', 'C3'],
  ])
    await call('POST', '/customers', { name, code });
  const done = await importNow('name,customer\n张三,C1\n李四,甲\n王五,乙\n赵六,没有\n', {
    object: 'contact',
    columns: [
      { column: 0, field: 'name' },
      { column: 1, field: 'customerId' },
    ],
  });
  expect(done.counts).toMatchObject({ created: 2, failed: 2 });
  expect(done.problems.map((p) => [p.row, p.code, p.value])).toEqual([
    [4, 'import.reference_ambiguous', '乙'],
    [5, 'import.reference_not_found', '没有'],
  ]);
  const named = await importNow('name,customer\n孙七,C3\n周八,甲\n', {
    object: 'contact',
    columns: [
      { column: 0, field: 'name' },
      { column: 1, field: 'customerId.code' },
    ],
  });
  expect(named.counts).toMatchObject({ created: 1, failed: 1 });
});

test('missing references are made once, however many rows and chunks name them', async () => {
  const csv = `order,customer,date,amount\n${Array.from({ length: 4000 }, (_, i) => `N${i},V${i % 50},2026-01-05,1.00`).join('\n')}\n`;
  const columns = [
    { column: 0, field: 'number' },
    { column: 1, field: 'customerId.code' },
    { column: 2, field: 'orderedOn' },
    { column: 3, field: 'amount' },
  ];
  const done = await importNow(csv, {
    object: 'order',
    columns,
    createReference: { field: 'customerId', by: 'code', values: { kind: 'person', name: '客{value}' } },
  });
  expect(done.counts).toMatchObject({ created: 4000, references: 50 });
  expect(await list('customers', call, { field: 'name', op: 'eq', value: '客V7' })).toHaveLength(1);
});

test("a member's import owns its rows; another member and another organisation see nothing of it", async () => {
  const member = await server.product.addMember({ tenantId, role: 'member' });
  const colleague = await server.as(await server.product.addMember({ tenantId, role: 'member' }), tenantId);
  const key = await server.as(member, tenantId);
  const stranger = await server.product.addTenant();
  const outside = await server.as(stranger.admin, stranger.tenantId);
  const done = await importNow('code,name\nM1,甲\n', { object: 'customer' }, { key });
  expect((await list('customers', key))[0]).toMatchObject({ ownerId: member.id, createdBy: member.id });
  expect(await list('customers', colleague)).toEqual([]);
  for (const other of [colleague, outside]) {
    expect((await other('GET', `/imports/${done.id}`)).status).toBe(404);
    expect((await other('POST', `/imports/${done.id}/undo`)).status).toBe(404);
    expect((await other('GET', `/imports/${done.id}/failures`)).status).toBe(404);
    expect((await other('GET', '/imports')).body).toEqual({ items: [] });
  }
  expect((await call('GET', `/imports/${done.id}`)).status).toBe(200);
  const clash = await importNow('code,name\nM1,抢来\n', { object: 'customer', onDuplicate: 'update' }, { key: colleague });
  expect(clash).toMatchObject({ counts: { failed: 1, updated: 0 }, problems: [{ code: 'import.record_not_yours' }] });
  expect(
    (
      await rawPost(
        '/imports',
        Buffer.from(
          '--x\r\ncontent-disposition: form-data; name="options"\r\n\r\n{"object":"product"}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname\nx\n\r\n--x--\r\n',
        ),
        'multipart/form-data; boundary=x',
        key,
      )
    ).status,
  ).toBe(403);
});

test('a broken mapping is refused before anything starts', async () => {
  const { id } = await upload('a,b\n1,2\n', {
    object: 'customer',
    columns: [
      { column: 0, field: 'name' },
      { column: 1, field: 'name' },
    ],
  });
  const answer = await call('POST', `/imports/${id}/start`);
  expect(answer).toMatchObject({ status: 422, body: { code: 'import.bad_mapping', errors: [{ path: 'name', code: 'import.field_twice' }] } });
  expect(
    (
      await call('PATCH', `/imports/${id}`, {
        mapping: [
          { column: 0, header: 'a', field: 'name' },
          { column: 1, header: 'b', field: null },
        ],
      })
    ).body,
  ).toMatchObject({ state: 'draft', mapping: [{ field: 'name' }, { field: null }] });
  expect((await call('POST', `/imports/${id}/start`)).status).toBe(202);
});

test('whatever text stands in a cell comes in as it is', async () => {
  const text = fc.string({
    unit: fc.constantFrom('"', '\\', '{', '}', ',', "'", ' ', '\n', '\t', 'N', 'U', 'L', '长', '沙', '𠮷', '$1', '%', '#', '~', 'é'),
    minLength: 1,
    maxLength: 12,
  });
  const texts = fc.sample(text, 300).map((each) => each.normalize('NFC').replace(/^[\s]+|\s+$/g, '') || 'NULL');
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const csv = `code,name\n${texts.map((each, i) => `T${i},${quote(`甲${each}乙`)}`).join('\n')}\n`;
  const done = await importNow(csv, {
    object: 'customer',
    delimiter: ',',
    hasHeader: true,
    encoding: 'utf-8',
    columns: [
      { column: 0, field: 'code' },
      { column: 1, field: 'name' },
    ],
  });
  expect(done.counts).toMatchObject({ created: 300, failed: 0 });
  const byCode = new Map((await list('customers')).map((row) => [row['code'], row['name']]));
  for (const [i, each] of texts.entries()) expect(byCode.get(`T${i}`)).toBe(`甲${each}乙`);
  const [some] = await list('customers');
  expect(await server.product.as(admin, (ctx) => verifyChain(ctx, 'customer', String(some?.['id'])))).toBeNull();
});

test('what was exported comes back in without a change', async () => {
  await importNow(many(30, 'E'), { object: 'customer' });
  const exported = String((await call('GET', '/customers/export?format=csv')).body['text']);
  const again = await importNow(exported, { object: 'customer', onDuplicate: 'update' });
  expect(again.counts).toMatchObject({ rows: 30, created: 0, updated: 0, skipped: 30, failed: 0 });
});
