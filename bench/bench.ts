import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { newId } from '#kernel/ids.ts';
import { queryTokens } from '#kernel/chinese/tokens.ts';
import { createApiKey } from '#platform/auth/server/identify.ts';
import { searchColumns } from '#platform/search/server/searchColumns.ts';
import { refreshTokenFrequency } from '#platform/search/server/tokenFrequency.ts';
import { setUpOrganisation } from '#platform/tenancy/server/organisation.ts';
import { contact } from '#modules/customers/shared/contact.object.ts';
import { customer } from '#modules/customers/shared/customer.object.ts';
import { order } from '#modules/sales/shared/order.object.ts';
import { readConfig } from '#apps/server/config.ts';
import { openProduct } from '#apps/server/services.ts';
import { generate, industries, type Generated, type Sizes } from './generate.ts';

/**
 * npm run bench [-- --customers 100000 --seconds 3]: our requests a second at 1 and 16 at once, as the administrator and
 * as a member who sees 2,000 customers, each beside its floor measured in the same run.
 */
const root = new URL('..', import.meta.url).pathname;
const option = (name: string, fallback: number) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] || fallback) || fallback;
const customers = option('customers', 100_000);
const sizes: Sizes = { customers, contacts: customers * 2, orders: customers * 3, ofMember: Math.min(2000, customers) };
const seconds = option('seconds', 3);
const [port, floorPort] = [7450, 7451];
const dataDir = join(root, 'bench', 'data');
const say = (text: string) => process.stdout.write(`${text}\n`);

interface Prepared extends Generated {
  tenantId: string;
  url: string;
  adminKey: string;
  memberKey: string;
  deep: { at: string; id: string };
  deepMember: { at: string; id: string };
}

async function prepare(): Promise<{ prepared: Prepared; close: () => Promise<void> }> {
  rmSync(dataDir, { recursive: true, force: true });
  const product = await openProduct(readConfig({ ...process.env, ZHIKE_DATA: dataDir, PORT: String(port) }), { logLevel: 'silent' });
  const made = await setUpOrganisation(product.services, product.auth, {
    organisation: 'bench',
    name: 'bench',
    email: 'bench@example.com',
    password: 'benchbenchbench',
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
  });
  const client = new pg.Client({ connectionString: product.database.ownerUrl });
  await client.connect();
  const generated = await generate(client, made.tenantId, made.memberId, sizes);
  for (const object of [customer, contact, order]) await refreshTokenFrequency(product.database, made.tenantId, object);
  const deepAt = async (where: string, offset: number) => {
    const { rows } = await client.query(
      `select created_at as at, id from app.customer where tenant_id = $1 ${where} order by created_at desc, id desc offset $2 limit 1`,
      [made.tenantId, offset],
    );
    return { at: new Date(rows[0].at as string).toISOString(), id: rows[0].id as string };
  };
  const key = async (memberId: string) => (await createApiKey(product.database, { tenantId: made.tenantId, memberId, name: 'bench' })).key;
  const prepared = {
    ...generated,
    tenantId: made.tenantId,
    url: product.database.ownerUrl,
    adminKey: await key(made.memberId),
    memberKey: await key(generated.memberId),
    deep: await deepAt('', Math.min(50_000, Math.floor(sizes.customers / 2))),
    deepMember: await deepAt(`and owner_id = '${generated.memberId}'`, 1000),
  };
  await client.end();
  return { prepared, close: () => product.close() };
}

async function startProcess(command: readonly string[], env: Record<string, string>, readyUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...command], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let i = 0; i < 600; i++) {
    const ok = await fetch(readyUrl).then(
      (r) => r.status < 500,
      () => false,
    );
    if (ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${command.join(' ')} did not start`);
}

type MakeRequest = () => { method: 'GET' | 'POST' | 'PATCH'; path: string; body?: unknown };
interface Measured {
  perSecond: number;
  p50: number;
  p95: number;
  errors: number;
}

async function measure(base: string, key: string | undefined, connections: number, make: MakeRequest): Promise<Measured> {
  const result = await autocannon({
    url: base,
    connections,
    duration: seconds,
    requests: [
      {
        setupRequest: (request) => {
          const { method, path, body } = make();
          return {
            ...request,
            method,
            path,
            headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
            ...(body ? { body: JSON.stringify(body) } : {}),
          };
        },
      },
    ],
  });
  return { perSecond: result.requests.average, p50: result.latency.p50, p95: result.latency.p97_5, errors: result.non2xx + result.errors };
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
let serial = 0;

/** The row that the product would write, search columns included. */
function floorCustomer() {
  const name = `基准${++serial}有限公司`;
  const { tokens, searchText, initials } = searchColumns(customer, { name, code: `F${serial}` });
  return { id: newId(), history: newId(), name, code: `F${serial}`, tokens, text: searchText, initials };
}

/** Each measured request with the floor's. */
function cases(p: Prepared, who: 'administrator' | 'member') {
  const ids = who === 'member' ? p.ofMember : p.customerIds;
  const fields = ['name', 'code', 'industry', 'province', 'phone', 'ownerId', 'createdAt', 'grade'];
  const deep = who === 'member' ? p.deepMember : p.deep;
  const cursor = Buffer.from(JSON.stringify(['-createdAt', [deep.at], deep.id])).toString('base64url');
  const search = (word: string) => ({
    ours: () => ({ method: 'GET' as const, path: `/api/v1/search?object=customer&q=${encodeURIComponent(word)}` }),
    floor: () => ({
      method: 'GET' as const,
      path: `/search?tokens=${encodeURIComponent(queryTokens(word).tokens.join(','))}&text=${encodeURIComponent(word)}`,
    }),
  });
  const all: Record<string, { ours: MakeRequest; floor: MakeRequest }> = {
    get: { ours: () => ({ method: 'GET', path: `/api/v1/customers/${pick(ids)}` }), floor: () => ({ method: 'GET', path: `/get/${pick(ids)}` }) },
    'filtered list': {
      ours: () => ({
        method: 'POST',
        path: '/api/v1/customers/query',
        body: { filter: { field: 'industry', op: 'eq', value: pick(industries) }, sort: '-createdAt', fields, limit: 50 },
      }),
      floor: () => ({ method: 'POST', path: '/list', body: { industry: pick(industries) } }),
    },
    'page 1,000': {
      ours: () => ({ method: 'POST', path: '/api/v1/customers/query', body: { sort: '-createdAt', fields, limit: 50, cursor } }),
      floor: () => ({ method: 'POST', path: '/list', body: deep }),
    },
    'search 2 characters': search('澜科'),
    'search common': search('公司'),
    'search initials': {
      ours: () => ({ method: 'GET', path: '/api/v1/search?object=customer&q=szlk' }),
      floor: () => ({ method: 'GET', path: `/search?tokens=${encodeURIComponent('~sz,~zl,~lk')}&text=szlk` }),
    },
    update: {
      ours: () => ({ method: 'PATCH', path: `/api/v1/customers/${pick(ids)}`, body: { phone: `139${++serial}` } }),
      floor: () => ({ method: 'PATCH', path: `/update/${pick(ids)}`, body: { ...floorCustomer(), phone: `138${serial}` } }),
    },
    create: {
      ours: () => ({ method: 'POST', path: '/api/v1/customers', body: { name: `基准${++serial}有限公司`, code: `B${serial}`, industry: '包装' } }),
      floor: () => ({ method: 'POST', path: '/create', body: floorCustomer() }),
    },
  };
  return all;
}

/** Rows a second of importing 100,000 customers, beside COPY of the same rows into a table with the same indexes. */
async function measureImport(p: Prepared) {
  const count = Math.min(100_000, sizes.customers);
  const file = join(dataDir, 'import.csv');
  const rows = Array.from(
    { length: count },
    (_, i) => `I${i},${pick(industries)}${i}有限公司,${pick(industries)},苏州,1370000${String(i).padStart(5, '0')},2020-01-02,100000,月结30天`,
  );
  writeFileSync(file, `code,name,industry,province,phone,cooperatingSince,creditLimit,paymentTerms\n${rows.join('\n')}\n`);
  const form = new FormData();
  form.set('options', JSON.stringify({ object: 'customer', start: true }));
  form.set('file', new Blob([readFileSync(file)]), 'import.csv');
  const started = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${p.adminKey}` }, body: form });
  const { id } = (await answer.json()) as { id: string };
  let state = '';
  let counts: unknown;
  while (!['done', 'failed'].includes(state)) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ state, counts } = (await (
      await fetch(`http://127.0.0.1:${port}/api/v1/imports/${id}`, { headers: { authorization: `Bearer ${p.adminKey}` } })
    ).json()) as { state: string; counts: unknown });
  }
  const ours = count / ((performance.now() - started) / 1000);
  const client = new pg.Client({ connectionString: p.url });
  await client.connect();
  await client.query('create table app.bench_copy (like app.customer including indexes including defaults)');
  const from = performance.now();
  await new Promise<void>((resolve, reject) => {
    const stream = client.query(
      copyFrom(
        'copy app.bench_copy (tenant_id, id, version, created_at, updated_at, currency, code, name, industry, province, phone, cooperating_since, credit_limit, payment_terms) from stdin csv',
      ),
    );
    stream.on('finish', resolve).on('error', reject);
    const at = new Date().toISOString();
    for (const row of rows) stream.write(`${p.tenantId},${newId()},1,${at},${at},CNY,${row}\n`);
    stream.end();
  });
  const floor = count / ((performance.now() - from) / 1000);
  await client.query('drop table app.bench_copy');
  await client.end();
  return { ours, floor, state, counts };
}

async function main() {
  say(`${sizes.customers} customers, ${sizes.contacts} contacts, ${sizes.orders} orders; making them ...`);
  const { prepared, close } = await prepare();
  const ours = await startProcess(
    [join(root, 'dist', 'server', 'main.js')],
    { ZHIKE_DATA: dataDir, PORT: String(port), LOG_LEVEL: 'silent' },
    `http://127.0.0.1:${port}/readyz`,
  );
  const lines = ['| request | who | at once | ours/s | floor/s | ratio | p50 ms | p97.5 ms | errors |', '|---|---|---|---|---|---|---|---|---|'];
  for (const who of ['administrator', 'member'] as const) {
    const floor = await startProcess(
      [join(root, 'node_modules/tsx/dist/cli.mjs'), 'bench/floor.ts'],
      {
        FLOOR_URL: prepared.url,
        FLOOR_TENANT: prepared.tenantId,
        FLOOR_OWNERS: who === 'member' ? `{${prepared.memberId}}` : '',
        FLOOR_PORT: String(floorPort),
      },
      `http://127.0.0.1:${floorPort}/`,
    );
    for (const [name, { ours: request, floor: plain }] of Object.entries(cases(prepared, who))) {
      for (const atOnce of [1, 16]) {
        const key = who === 'member' ? prepared.memberKey : prepared.adminKey;
        const f = await measure(`http://127.0.0.1:${floorPort}`, undefined, atOnce, plain);
        const o = await measure(`http://127.0.0.1:${port}`, key, atOnce, request);
        const line = `| ${name} | ${who} | ${atOnce} | ${Math.round(o.perSecond)} | ${Math.round(f.perSecond)} | ${(o.perSecond / f.perSecond).toFixed(2)} | ${o.p50} | ${o.p95} | ${o.errors + f.errors} |`;
        lines.push(line);
        say(line);
      }
    }
    floor.kill();
    await new Promise((resolve) => floor.on('exit', resolve));
  }
  const imported = await measureImport(prepared);
  lines.push(
    `| import, rows | administrator | - | ${Math.round(imported.ours)} | ${Math.round(imported.floor)} (COPY) | ${(imported.ours / imported.floor).toFixed(2)} | - | - | ${imported.state} ${JSON.stringify(imported.counts)} |`,
  );
  say(lines.at(-1) ?? '');
  ours.kill('SIGTERM');
  await new Promise((resolve) => ours.on('exit', resolve));
  await close();
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  const out = createWriteStream(join(root, 'bench', 'results', 'latest.md'));
  out.end(
    `# ${new Date().toISOString().slice(0, 10)}, ${sizes.customers} customers, ${sizes.contacts} contacts, ${sizes.orders} orders\n\nNode.js ${process.version}; the load generator, the server and the database share the machine.\n\n${lines.join('\n')}\n`,
  );
  rmSync(dataDir, { recursive: true, force: true });
}

await main();
