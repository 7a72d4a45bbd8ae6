import { expect, test } from 'vitest';
import { raw, toStatement } from '#kernel/db/sql.ts';
import { defineObject, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { field, optional, type Field } from '#kernel/objects/field.ts';
import { makeCatalog } from './catalog.ts';
import { compileFilter } from './compileFilter.ts';
import type { Filter } from './filter.ts';
import { matchesFilter, type MatchEnv } from './matchesFilter.ts';
import { parseFilter } from './parseFilter.ts';

const member = defineObject({
  name: 'member',
  path: 'members',
  titleField: 'name',
  access: 'settings',
  fields: { name: field.text(), departmentId: optional(field.reference('department')) },
  list: { columns: ['name'], sort: 'name' },
});
const seats: Field = { kind: 'integer', optional: true, custom: true };
const customer: ObjectDefinition = defineObject({
  name: 'customer',
  path: 'customers',
  titleField: 'name',
  fields: {
    name: field.text(),
    industry: optional(field.text()),
    kind: field.choice(['company', 'person']),
    revenue: optional(field.money()),
    birthOn: optional(field.date()),
    parentId: optional(field.reference('customer')),
    'custom.seats': seats,
  },
  list: { columns: ['name'], sort: 'name' },
});
const order = defineObject({
  name: 'order',
  path: 'sales-orders',
  titleField: 'number',
  visibleWith: 'customerId',
  fields: { number: field.text(), customerId: field.reference('customer'), billedId: optional(field.reference('customer')), amount: field.money() },
  list: { columns: ['number'], sort: 'number' },
});

const catalog = makeCatalog([member, customer, order]);
const me = '019a0000-0000-7000-8000-000000000001';
const env = { catalog, mayRead: (object: string, name: string) => object !== 'customer' || name !== 'birthOn', currency: 'CNY' };
const parse = (json: unknown, object: ObjectDefinition = customer) => parseFilter(json, object, env);

const scope = {
  object: customer,
  alias: 'c',
  catalog,
  tenantId: 'T',
  memberId: me,
  teamMemberIds: [me],
  todayOn: '2026-11-21',
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  related: (_object: ObjectDefinition, alias: string) => raw(`${alias}.is_visible`),
};
const compile = (filter: Filter) => toStatement(compileFilter(filter, scope));

test('relations are named after the objects that refer, and of several references the one called like the object counts', () => {
  expect(catalog.relations('customer')).toEqual([
    { name: 'customers', object: 'customer', field: 'parentId' },
    { name: 'salesOrders', object: 'order', field: 'customerId' },
  ]);
  expect(catalog.relations('member')).toEqual([
    { name: 'customers', object: 'customer', field: 'ownerId' },
    { name: 'salesOrders', object: 'order', field: 'ownerId' },
  ]);
});

test.each([
  [
    { field: 'industry', op: 'eq', value: 'it' },
    { field: 'industry', op: 'eq', value: 'it' },
  ],
  [
    { field: 'owner.department', op: 'isEmpty' },
    { field: 'owner.departmentId', op: 'isEmpty' },
  ],
  [
    { field: 'owner', op: 'isMe', value: 1 },
    { field: 'ownerId', op: 'isMe' },
  ],
  [
    { field: 'custom.seats', op: 'in', value: [5, 6] },
    { field: 'custom.seats', op: 'in', value: [5, 6] },
  ],
  [
    { field: 'parent.custom.seats', op: 'gt', value: 5 },
    { field: 'parent.custom.seats', op: 'gt', value: 5 },
  ],
  [
    { field: 'revenue', op: 'gte', value: 1000 },
    { field: 'revenue', op: 'gte', value: '1000' },
  ],
  [
    { field: 'createdAt', op: 'lt', value: '2026-11-21T08:00+08:00' },
    { field: 'createdAt', op: 'lt', value: '2026-11-21T00:00:00.000Z' },
  ],
  [
    { field: 'createdAt', op: 'within', value: { last: 30, unit: 'day' } },
    { field: 'createdAt', op: 'within', value: { last: 30, unit: 'day' } },
  ],
  [{ some: 'salesOrders' }, { some: 'salesOrders', where: { and: [] } }],
])('%j is understood', (json, filter) => expect(parse(json)).toEqual(filter));

test.each([
  ['a field that does not exist', { field: 'colour', op: 'eq', value: 1 }, 'filter.unknown_field'],
  ['a field that the caller may not read', { field: 'birthOn', op: 'isEmpty' }, 'filter.unknown_field'],
  ['such a field behind a reference', { field: 'parent.birthOn', op: 'isEmpty' }, 'filter.unknown_field'],
  ['two references away', { field: 'parent.parent.name', op: 'eq', value: 'x' }, 'filter.unknown_field'],
  ['a name of JavaScript itself', { field: 'constructor', op: 'eq', value: 'x' }, 'filter.unknown_field'],
  ['a relation that does not exist', { some: 'invoices', where: { and: [] } }, 'filter.unknown_field'],
  ['an operator that does not fit', { field: 'industry', op: 'gt', value: 'x' }, 'filter.bad_operator'],
  ['an operator that does not exist', { field: 'industry', op: 'like', value: 'x' }, 'filter.bad_operator'],
  ['"me" in a field without members', { field: 'parentId', op: 'isMe' }, 'filter.bad_operator'],
  ['a number for a text', { field: 'industry', op: 'eq', value: 5 }, 'filter.bad_value'],
  ['an option that does not exist', { field: 'kind', op: 'eq', value: 'robot' }, 'filter.bad_value'],
  ['a list for one value', { field: 'kind', op: 'eq', value: ['person'] }, 'filter.bad_value'],
  ['an empty list', { field: 'kind', op: 'in', value: [] }, 'filter.bad_value'],
  ['more digits than the currency has', { field: 'revenue', op: 'gt', value: '1.005' }, 'filter.bad_value'],
  ['a day that does not exist', { field: 'createdAt', op: 'gt', value: '2026-02-30' }, 'filter.bad_value'],
  ['text that the database cannot keep', { field: 'name', op: 'contains', value: 'a\0b' }, 'filter.bad_value'],
  ['no object', [], 'filter.malformed'],
  ['two meanings at once', { and: [], or: [] }, 'filter.malformed'],
  ['nonsense beside a condition', { field: 'name', op: 'eq', value: 'x', sql: '1=1' }, 'filter.malformed'],
])('%s is refused', (_case, json, code) => expect(() => parse(json)).toThrow(code));

const nested = (depth: number): unknown => (depth === 1 ? { field: 'name', op: 'isEmpty' } : { not: nested(depth - 1) });

test('depth and size are limited', () => {
  expect(() => parse(nested(8))).not.toThrow();
  expect(() => parse(nested(9))).toThrow('filter.too_deep');
  const leaves = (count: number) => ({ or: Array.from({ length: count }, () => ({ field: 'name', op: 'isEmpty' })) });
  expect(() => parse(leaves(200))).not.toThrow();
  expect(() => parse(leaves(201))).toThrow('filter.too_large');
});

test('values become parameters, one text for a list', () => {
  expect(
    compile({
      and: [
        { field: 'industry', op: 'eq', value: "it'; drop" },
        { field: 'ownerId', op: 'isMyTeam' },
      ],
    }),
  ).toEqual({
    text: '((c."industry" = $1::text) and c."owner_id" = any($2::uuid[]))',
    values: ["it'; drop", `{"${me}"}`],
  });
});

test('a custom field is compared through its index', () => {
  expect(compile({ field: 'custom.seats', op: 'eq', value: 5 })).toEqual({ text: "((c.custom <> '{}' and c.custom @> $1::jsonb))", values: ['{"seats":5}'] });
});

test('what lies behind a relation or a reference keeps its own tenant, deletion and permission', () => {
  expect(compile({ some: 'salesOrders', where: { field: 'customer.name', op: 'ne', value: 'x' } }).text).toBe(
    'exists (select 1 from app."v_order" as c_s where c_s.tenant_id = $1::uuid and c_s."customer_id" = c.id and c_s.deleted_at is null and (c_s.is_visible) and ' +
      '((exists (select 1 from app."v_customer" as c_s_s where c_s_s.tenant_id = $2::uuid and c_s_s.id = c_s."customer_id" and c_s_s.deleted_at is null and (c_s_s.is_visible) and (c_s_s."name" = $3::text))) is not true))',
  );
});

const matchEnv: MatchEnv = { ...scope, related: () => [] };
const matches = (json: unknown, record: Record<string, unknown>) => matchesFilter(parse(json), record, matchEnv);

test.each([
  ['money in minor units', { field: 'revenue', op: 'gt', value: '12.34' }, { revenue: 1235 }, true],
  ['signs of LIKE as themselves', { field: 'name', op: 'contains', value: '_%' }, { name: 'a%' }, false],
  ['case ignored', { field: 'name', op: 'startsWith', value: 'AC' }, { name: 'acme' }, true],
  ['an empty value differs from every value', { field: 'industry', op: 'ne', value: 'it' }, { industry: null }, true],
  ['an empty value equals none', { field: 'industry', op: 'eq', value: 'it' }, { industry: '' }, false],
  ['the last moment of a local day', { field: 'createdAt', op: 'lte', value: '2026-11-21' }, { createdAt: '2026-11-21T15:59:59.999Z' }, true],
  ['the first moment of the next one', { field: 'createdAt', op: 'lte', value: '2026-11-21' }, { createdAt: '2026-11-21T16:00:00.000Z' }, false],
  ['today within the last day', { field: 'createdAt', op: 'within', value: { last: 1, unit: 'day' } }, { createdAt: '2026-11-20T16:00:00.000Z' }, true],
  ['a value behind a reference', { field: 'parent.name', op: 'eq', value: 'Acme' }, { 'parent.name': 'Acme' }, true],
  ['a custom value', { field: 'custom.seats', op: 'between', value: [1, 5] }, { custom: { seats: 5 } }, true],
  ['my own record', { field: 'ownerId', op: 'isMe' }, { ownerId: me }, true],
])('in memory: %s', (_case, json, record, expected) => expect(matches(json, record)).toBe(expected));
