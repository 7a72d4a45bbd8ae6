import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';
import { proposeMapping } from './mapColumns.ts';
import { openTable } from './readTable.ts';

const data = path.resolve(import.meta.dirname, '../../../../shared/data');
const hasData = existsSync(data);
if (!hasData) console.warn(`the tests with real files are skipped: ${data} is absent`);

const company = defineObject({
  name: 'company',
  path: 'companies',
  titleField: 'name',
  fields: {
    kind: field.choice(['company', 'person'], { default: 'company' }),
    code: optional(field.text({ unique: true, aliases: ['股票代码'] })),
    name: field.text({ aliases: ['full_name', 'account', '股票名称'] }),
    shortName: optional(field.text({ aliases: ['short_name'] })),
    industry: optional(field.text({ aliases: ['sector'] })),
    employees: optional(field.integer()),
    foundedYear: optional(field.integer({ aliases: ['year_established'] })),
    annualRevenue: optional(field.money({ aliases: ['revenue'] })),
    country: optional(field.text({ aliases: ['office_location'] })),
    parentId: optional(field.reference('company', { aliases: ['subsidiary_of'] })),
    phone: optional(field.phone()),
    email: optional(field.email()),
    since: optional(field.date()),
  },
  list: { columns: ['name'], sort: 'name' },
});

const labels = {
  name: ['客户名称', '客戶名稱', 'Name'],
  industry: ['行业', '行業', 'Industry'],
  phone: ['电话', '電話', 'Phone'],
  since: ['合作日期', '合作日期', 'Since'],
};

const fieldsOf = (headers: string[], sample: string[][]) =>
  Object.fromEntries(proposeMapping({ headers, sample }, company, { labels }).map((each) => [each.header || `#${each.column}`, each.field]));

describe.skipIf(!hasData)('real files', () => {
  test.each([
    ['chinese-companies/listed_companies.csv', { code: 'code', short_name: 'shortName', full_name: 'name', exchange: null, listed: null }],
    ['chinese-companies/stock_basic_gbk.csv', { '': null, TS代码: null, 股票代码: 'code', 股票名称: 'name', 行业: 'industry' }],
    [
      'maven-crm/accounts.csv',
      {
        account: 'name',
        sector: 'industry',
        year_established: 'foundedYear',
        revenue: 'annualRevenue',
        employees: 'employees',
        office_location: 'country',
        subsidiary_of: 'parentId',
      },
    ],
  ])('the columns of %s are recognised', async (file, expected) => {
    const mapping = proposeMapping(await openTable(path.join(data, file)), company, { labels });
    expect(Object.fromEntries(mapping.map((each) => [each.header, each.field]))).toEqual(expected);
  });
});

test('labels in three languages, keys, aliases and decorated headers name a field', () => {
  expect(fieldsOf(['客戶名稱', '电话(必填)*', 'SECTOR', 'short_name', 'EMail'], [])).toEqual({
    客戶名稱: 'name',
    '电话(必填)*': 'phone',
    SECTOR: 'industry',
    short_name: 'shortName',
    EMail: 'email',
  });
});

test('columns without names are recognised by what they hold', () => {
  const rows = Array.from({ length: 6 }, (_, i) => [
    String(i + 1),
    `A-100${(i * 7) % 10}`,
    `${'甲乙丙丁戊己'[i]}股份有限公司`,
    `138123456${i}0`,
    `u${i}@example.com`,
    '2019/4/3',
  ]);
  expect(fieldsOf(['', '', '', '', '', ''], rows)).toEqual({ '#0': null, '#1': 'code', '#2': 'name', '#3': 'phone', '#4': 'email', '#5': 'since' });
});

test('part of a name is not believed against the content', () => {
  expect(fieldsOf(['Phone type', 'Phone work'], [['Work', '+86 138 1234 5678']])).toEqual({ 'Phone type': null, 'Phone work': 'phone' });
});

test.each([
  ['day before month', ['3/4/2019', '25/4/2019'], 'dmy'],
  ['month before day', ['4/3/2019', '4/25/2019'], 'mdy'],
  ['years of the Republic of China', ['108/4/3', '112/12/25'], 'roc'],
  ['clear dates', ['2019-04-03'], undefined],
  ['dates that may be read both ways', ['3/4/2019'], undefined],
])('%s: the format of a date column is proposed', (_case, values, format) => {
  const [mapping] = proposeMapping({ headers: ['Since'], sample: values.map((value) => [value]) }, company, { labels });
  expect(mapping?.field).toBe('since');
  expect(mapping?.format).toBe(format);
});

test('a decimal comma is noticed', () => {
  const [mapping] = proposeMapping({ headers: ['revenue'], sample: [['1.234,56'], ['99,90']] }, company, { labels });
  expect(mapping).toMatchObject({ field: 'annualRevenue', format: 'comma' });
});
