import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { raw, sql, toStatement } from '#kernel/db/sql.ts';
import { defineObject, snake, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { field, optional, type Field, type FieldKind } from '#kernel/objects/field.ts';
import { tableColumns } from '#kernel/objects/tableSql.ts';
import { makeCatalog } from '#kernel/filters/catalog.ts';
import { compileFilter, type FilterScope } from '#kernel/filters/compileFilter.ts';
import { resolvePath } from '#kernel/filters/fieldPath.ts';
import { opsOfKind, type Filter, type Op } from '#kernel/filters/filter.ts';
import { matchesFilter } from '#kernel/filters/matchesFilter.ts';
import { parseFilter } from '#kernel/filters/parseFilter.ts';
import { testDatabase, type TestDatabase } from './testDatabase.ts';

type Row = Record<string, unknown> & { id: string; custom: Record<string, unknown> };

const custom = (kind: FieldKind, more: Partial<Field> = {}): Field => ({ kind, optional: true, custom: true, ...more });
const kinds = ['company', 'person', 'other'];
const everyKind = {
  name: field.text(),
  memo: optional(field.longText()),
  email: optional(field.email()),
  kind: optional(field.choice(kinds)),
  isActive: optional(field.boolean()),
  employees: optional(field.integer()),
  rate: optional(field.decimal()),
  revenue: optional(field.money()),
  foundedOn: optional(field.date()),
  seenAt: optional(field.timestamp()),
  'custom.seats': custom('integer'),
  'custom.weight': custom('decimal'),
  'custom.budget': custom('money'),
  'custom.tier': custom('choice', { options: kinds }),
  'custom.note': custom('text'),
  'custom.isVip': custom('boolean'),
  'custom.renewOn': custom('date'),
  'custom.calledAt': custom('timestamp'),
  'custom.buddyId': custom('reference', { target: 'member' }),
};
const list = { columns: ['name'], sort: 'name' };
const member: ObjectDefinition = defineObject({
  name: 'member',
  path: 'members',
  titleField: 'name',
  access: 'settings',
  fields: { name: field.text(), rank: optional(field.integer()) },
  list,
});
const customer: ObjectDefinition = defineObject({
  name: 'customer',
  path: 'customers',
  titleField: 'name',
  fields: { ...everyKind, parentId: optional(field.reference('customer')) },
  list,
});
const order: ObjectDefinition = defineObject({
  name: 'order',
  path: 'orders',
  titleField: 'name',
  fields: { ...everyKind, customerId: optional(field.reference('customer')) },
  list,
});
const objects = [member, customer, order];
const catalog = makeCatalog(objects);

const id = (object: string, n: number) => `019a0000-0000-7000-8000-${object.length}${String(n).padStart(11, '0')}`;
const tenantId = '019a0000-0000-7000-8000-0000000000aa';
const otherTenantId = '019a0000-0000-7000-8000-0000000000bb';
const members = Array.from({ length: 5 }, (_, n) => id('member', n));
const env = { memberId: members[0] ?? '', teamMemberIds: members.slice(0, 2), todayOn: '2026-03-29', timeZone: 'Europe/Berlin', currency: 'CNY' };

/** Few values, so that filters hit; among them those that the two sides could see differently. */
const pool: Record<FieldKind, readonly unknown[]> = {
  text: [
    '',
    'Acme',
    'ACME Ltd',
    'acme_1',
    '100%',
    'a\\b',
    '"quoted", {x}',
    'İstanbul',
    'ΟΔΟΣ',
    'οδος',
    'straße',
    'STRASSE',
    '长沙银行',
    '長沙銀行',
    '𠮷野家',
    ' ',
  ],
  longText: ['', 'one\ntwo', 'Two'],
  email: ['a@example.com', 'A@example.com'],
  phone: ['95588'],
  url: ['https://example.com'],
  currency: ['CNY', 'USD'],
  choice: kinds,
  boolean: [true, false],
  integer: [0, 1, -1, 5, 2147483648, 9007199254740991],
  decimal: ['0', '1', '1.5', '1.500000', '-0.000001', '12345678901234.123456'],
  money: [0, 1, -150, 150, 9007199254740991],
  date: ['2026-03-28', '2026-03-29', '2026-03-30', '2025-12-31', '0001-01-01', '9999-12-31'],
  timestamp: [
    '2026-03-28T22:59:59.999Z',
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T21:59:59.999Z',
    '2026-03-29T22:00:00.000Z',
    '2026-03-29T12:30:00.500Z',
    '2025-12-31T23:00:00.000Z',
  ],
  reference: [],
};

const idsOf = (target: string) => Array.from({ length: target === 'member' ? 5 : 12 }, (_, n) => id(target, n));
const storedValues = (definition: Field) => (definition.kind === 'reference' ? idsOf(definition.target ?? '') : pool[definition.kind]);
const unseen = fc.nat({ max: 9 }).map((n) => n === 0);

const fieldsToFill = (object: ObjectDefinition) =>
  Object.entries(object.fields).filter(([key]) => !['id', 'version', 'createdAt', 'updatedAt', 'createdBy', 'deletedAt'].includes(key));

function rowOf(object: ObjectDefinition, n: number): fc.Arbitrary<Row> {
  const values = fieldsToFill(object).map(([key, definition]) => {
    const some = fc.constantFrom(...storedValues(definition));
    return fc.tuple(fc.constant(key), definition.optional ? fc.option(some, { freq: 4 }) : some);
  });
  return fc.tuple(fc.tuple(...values), unseen).map(([pairs, isDeleted]) => {
    const row: Row = {
      id: id(object.name, n),
      version: 1,
      createdAt: '2026-03-01T00:00:00.000Z',
      updatedAt: '2026-03-01T00:00:00.000Z',
      createdBy: null,
      deletedAt: isDeleted ? '2026-03-02T00:00:00.000Z' : null,
      custom: {},
    };
    for (const [key, value] of pairs) {
      if (!key.startsWith('custom.')) row[key] = value;
      else if (value !== null) row.custom[key.slice('custom.'.length)] = value;
    }
    return row;
  });
}

const counts: Record<string, number> = { member: 5, customer: 12, order: 12 };
const dataset = fc.tuple(...objects.map((object) => fc.tuple(...Array.from({ length: counts[object.name] ?? 0 }, (_, n) => rowOf(object, n)))));

/** Values as a caller writes them. */
function givenValue(definition: Field): fc.Arbitrary<unknown> {
  const stored = fc.constantFrom(...storedValues(definition).filter((value) => value !== ''));
  if (definition.kind === 'money') return fc.constantFrom('0', '0.01', '-1.5', '1.50', '90071992547409.91');
  if (definition.kind === 'timestamp') return fc.oneof(stored, fc.constantFrom('2026-03-28', '2026-03-29', '2026-03-30', '9999-12-31'));
  return stored;
}

const relative = fc.oneof(
  fc.record({ last: fc.integer({ min: 1, max: 3 }), unit: fc.constantFrom('day', 'week', 'month', 'quarter', 'year') }),
  fc.record({ next: fc.integer({ min: 1, max: 3 }), unit: fc.constantFrom('day', 'week', 'month') }),
  fc.record({ this: fc.constantFrom('day', 'week', 'month', 'quarter', 'year') }),
);

function valueFor(op: Op, definition: Field): fc.Arbitrary<unknown> {
  if (op === 'in' || op === 'notIn') return fc.array(givenValue(definition), { minLength: 1, maxLength: 3 });
  if (op === 'between') return fc.tuple(givenValue(definition), givenValue(definition));
  if (op === 'within') return relative;
  if (op === 'contains' || op === 'startsWith')
    return fc.oneof(fc.constantFrom('A', 'ac', '_', '%', '\\', '"', 'i', 'σ', 'Σ', 'ss', 'ß', '沙', '𠮷', 'two'), givenValue({ kind: 'text' }));
  return givenValue(definition);
}

function pathsOf(object: ObjectDefinition): string[] {
  const references = Object.entries(object.fields).filter(
    ([key, definition]) => definition.kind === 'reference' && definition.target && !definition.custom && key.endsWith('Id'),
  );
  const away = references.flatMap(([key, definition]) =>
    Object.keys(catalog.object(definition.target ?? '')?.fields ?? {}).map((name) => `${key.slice(0, -2)}.${name}`),
  );
  return [...fieldsToFill(object).map(([key]) => key), 'id', ...away.filter((name) => !/\.(id|version|createdAt|updatedAt|createdBy|deletedAt)$/.test(name))];
}

function condition(object: ObjectDefinition): fc.Arbitrary<unknown> {
  return fc.constantFrom(...pathsOf(object)).chain((name) => {
    const found = resolvePath(object, name, catalog);
    if (!found) throw new Error(name);
    const definition = found.key === 'id' ? { ...found.field, target: found.object.name } : found.field;
    const ops = opsOfKind[definition.kind].filter((op) => (op !== 'isMe' && op !== 'isMyTeam') || definition.target === 'member');
    return fc.constantFrom(...ops).chain((op) => valueFor(op, definition).map((value) => ({ field: name, op, value })));
  });
}

function filterOf(object: ObjectDefinition, depth: number): fc.Arbitrary<unknown> {
  const leaf = condition(object);
  if (depth === 0) return leaf;
  const inner = filterOf(object, depth - 1);
  const lists = fc.array(inner, { maxLength: 3 });
  const relations = catalog.relations(object.name).map(({ name, object: other }) => {
    const target = objects.find((each) => each.name === other) ?? object;
    return filterOf(target, depth - 1).chain((where) => fc.constantFrom({ some: name, where }, { none: name, where }));
  });
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: lists.map((and) => ({ and })) },
    { weight: 2, arbitrary: lists.map((or) => ({ or })) },
    { weight: 2, arbitrary: inner.map((not) => ({ not })) },
    ...relations,
  );
}

let own: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  own = await testDatabase();
  client = new pg.Client({ connectionString: own.url });
  await client.connect();
  // Tables with every kind of field take the place of the product's.
  await client.query('drop schema app cascade; create schema app');
  for (const object of objects) {
    const columns = tableColumns(object).map(({ name, type }) => `"${name}" ${type}`);
    await client.query(`create table ${object.table} (${columns.join(', ')}); create view ${object.view} as select * from ${object.table}`);
  }
}, 60_000);

afterAll(async () => {
  await client.end();
  await own.drop();
}, 30_000);

async function store(rows: ReadonlyMap<string, readonly Row[]>) {
  for (const object of objects) {
    const own = (rows.get(object.name) ?? []).map((row) => columnsOf(row, tenantId));
    const foreign = (rows.get(object.name) ?? []).map((row) => columnsOf({ ...row, deletedAt: null }, otherTenantId));
    await client.query(`truncate ${object.table}`);
    await client.query(`insert into ${object.table} select * from jsonb_populate_recordset(null::${object.table}, $1)`, [JSON.stringify([...own, ...foreign])]);
  }
}

const columnsOf = (row: Row, tenant: string) => Object.fromEntries([['tenant_id', tenant], ...Object.entries(row).map(([key, value]) => [snake(key), value])]);

/** The permission of these tests: every row but that with this id. */
const hidden = (object: ObjectDefinition) => id(object.name, 3);

function scopeOf(object: ObjectDefinition): FilterScope {
  return { ...env, object, alias: 'c', catalog, tenantId, related: (other, alias) => sql`${raw(alias)}.id <> ${hidden(other)}::uuid` };
}

async function idsInDatabase(object: ObjectDefinition, filter: Filter): Promise<string[]> {
  const where = compileFilter(filter, scopeOf(object));
  const { text, values } = toStatement(
    sql`select c.id from ${raw(`${object.view} c`)} where c.tenant_id = ${tenantId}::uuid and c.deleted_at is null and ${where} order by c.id`,
  );
  const { rows } = await client.query<{ id: string }>(text, values);
  return rows.map((row) => row.id);
}

function idsInMemory(object: ObjectDefinition, filter: Filter, rows: ReadonlyMap<string, readonly Row[]>): string[] {
  const seen = (other: ObjectDefinition) =>
    (rows.get(other.name) ?? []).filter((row) => row['deletedAt'] === null && row.id !== hidden(other)).map((row) => withPaths(other, row, rows));
  const related = (name: string, record: Record<string, unknown>) =>
    objects
      .flatMap((source) =>
        catalog
          .relations(source.name)
          .filter((each) => each.name === name)
          .map((relation) => ({ source, relation })),
      )
      .filter(({ source }) => String(record['id']).startsWith(id(source.name, 0).slice(0, 25)))
      .flatMap(({ relation }) => seen(objects.find((each) => each.name === relation.object) ?? object).filter((row) => row[relation.field] === record['id']));
  return (rows.get(object.name) ?? [])
    .filter((row) => row['deletedAt'] === null && matchesFilter(filter, withPaths(object, row, rows), { ...env, object, catalog, related }))
    .map((row) => row.id)
    .sort();
}

/** Adds what lies one reference away under its path. */
function withPaths(object: ObjectDefinition, row: Row, rows: ReadonlyMap<string, readonly Row[]>): Row {
  const full: Row = { ...row };
  for (const name of pathsOf(object).filter((each) => each.includes('.') && !each.startsWith('custom.'))) {
    const found = resolvePath(object, name, catalog);
    if (!found?.through) continue;
    const behind = rows
      .get(found.object.name)
      ?.find((each) => each.id === row[found.through ?? ''] && each['deletedAt'] === null && each.id !== hidden(found.object));
    full[found.path] = found.key.startsWith('custom.') ? behind?.custom[found.key.slice('custom.'.length)] : behind?.[found.key];
  }
  return full;
}

test('a filter selects the same records in the database and in memory', async () => {
  let hits = 0;
  for (const tables of fc.sample(dataset, 6)) {
    const rows = new Map(objects.map((object, i) => [object.name, tables[i] ?? []]));
    await store(rows);
    const anyFilter = fc.constantFrom(customer, order, member).chain((object) => fc.tuple(fc.constant(object), filterOf(object, 3)));
    await fc.assert(
      fc.asyncProperty(anyFilter, async ([object, json]) => {
        const filter = parseFilter(json, object, { catalog, mayRead: () => true, currency: env.currency });
        const found = await idsInDatabase(object, filter);
        hits += found.length;
        expect(idsInMemory(object, filter, rows)).toEqual(found);
      }),
      { numRuns: 250 },
    );
  }
  expect(hits).toBeGreaterThan(500);
}, 120_000);

test('every operator of every field alone selects the same records in both', async () => {
  const [tables = []] = fc.sample(dataset, 1);
  const rows = new Map(objects.map((object, i) => [object.name, tables[i] ?? []]));
  await store(rows);
  for (const json of fc.sample(condition(customer), 1500)) {
    const filter = parseFilter(json, customer, { catalog, mayRead: () => true, currency: env.currency });
    expect({ json, ids: idsInMemory(customer, filter, rows) }).toEqual({ json, ids: await idsInDatabase(customer, filter) });
  }
}, 120_000);
