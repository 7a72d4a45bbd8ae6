import { expect, test } from 'vitest';
import { field } from '#kernel/objects/field.ts';
import { parseCell } from './parseCell.ts';

const options = { currency: 'CNY', timeZone: 'Asia/Shanghai' };

test.each([
  ['2019-04-03', undefined, '2019-04-03'],
  ['20190403', undefined, '2019-04-03'],
  ['2019.4.3', undefined, '2019-04-03'],
  ['2019/4/3', undefined, '2019-04-03'],
  ['2019年4月3日', undefined, '2019-04-03'],
  ['2019 年 4 月', undefined, '2019-04-01'],
  ['民國108年4月3日', undefined, '2019-04-03'],
  ['108/4/3', 'roc', '2019-04-03'],
  ['43558', undefined, '2019-04-03'],
  ['2019-04-03 14:05:00', undefined, '2019-04-03'],
  ['2019-04-03T14:05:00Z', undefined, '2019-04-03'],
  ['3/4/2019', 'dmy', '2019-04-03'],
  ['4/3/2019', 'mdy', '2019-04-03'],
  ['4/3/19 9:30 AM', 'mdy', '2019-04-03'],
  ['3-Apr-2019', undefined, '2019-04-03'],
  ['April 3, 2019', undefined, '2019-04-03'],
  ['42096', 'serial1904', '2019-04-03'],
  ['', undefined, null],
  ['-', undefined, null],
])('"%s" (%s) is the date %s', (text, format, on) => expect(parseCell(text, field.date(), { ...options, ...(format && { format }) })).toEqual({ value: on }));

test.each(['3/4/2019', '2019-02-30', 'soon', '--04-22', '2019年13月1日'])('"%s" is no clear date', (text) =>
  expect(parseCell(text, field.date(), options)).toEqual({ problem: 'import.not_a_date' }),
);

test.each([
  ['2019-04-03 14:05', '2019-04-03T06:05:00.000Z'],
  ['2019/4/3 下午 2:05', '2019-04-03T06:05:00.000Z'],
  ['2019-04-03T14:05:00+00:00', '2019-04-03T14:05:00.000Z'],
  ['2024-07-01T11:54:49.95+00:00', '2024-07-01T11:54:49.950Z'],
  ['2019-04-03', '2019-04-02T16:00:00.000Z'],
  ['43558.5', '2019-04-03T04:00:00.000Z'],
  ['1554271500', '2019-04-03T06:05:00.000Z'],
  ['2019年4月3日 上午12:30', '2019-04-02T16:30:00.000Z'],
])('"%s" is the instant %s', (text, at) => expect(parseCell(text, field.timestamp(), options)).toEqual({ value: at }));

test.each([
  ['1,234.50', 123450],
  ['¥1,234.5', 123450],
  ['$ 12', 1200],
  ['1.5万', 1_500_000],
  ['3千万元', 3_000_000_000],
  ['2億', 20_000_000_000],
  ['(12.00)', -1200],
  ['-12', -1200],
  ['12.00-', -1200],
  ['－１２', -1200],
  ['RMB 100', 10000],
  ['100 元', 10000],
  ['NT$1,000', 100000],
  ['1100.04', 110004],
  ['1234.4999999999998', 123450],
  ['5.000', 500],
  ['', null],
  ['N/A', null],
])('"%s" is the amount of %s fen', (text, minor) => expect(parseCell(text, field.money(), options)).toEqual({ value: minor }));

test.each([
  ['1.234', 'import.not_an_amount'],
  ['12 or 13', 'import.not_a_number'],
  ['1,5', 'import.not_a_number'],
  ['#REF!', 'import.spreadsheet_error'],
])('"%s" is no amount: %s', (text, problem) => expect(parseCell(text, field.money(), options)).toEqual({ problem }));

test('a decimal comma is understood when the format says so', () => {
  expect(parseCell('1.234,56', field.money(), { ...options, format: 'comma' })).toEqual({ value: 123456 });
});

test.each([
  [field.integer(), '2,822', 2822],
  [field.integer(), '12.0', 12],
  [field.integer(), '500人', 500],
  [field.integer(), '1996年', 1996],
  [field.decimal(), '15%', '0.15'],
  [field.decimal(), '1.2E+03', '1200'],
  [field.decimal(), '0.1234567', '0.123457'],
  [field.boolean(), '是', true],
  [field.boolean(), '無', false],
  [field.boolean(), 'Yes', true],
  [field.boolean(), '√', true],
  [field.boolean(), 'FALSE', false],
  [field.currency(), '人民币', 'CNY'],
  [field.currency(), 'usd', 'USD'],
  [field.phone(), ' +86 138-1234 5678 ', '+86 138-1234 5678'],
  [field.email(), 'mailto:a@example.com', 'a@example.com'],
  [field.text(), '  N/A ', 'N/A'],
  [field.reference('customer'), '长沙银行', '长沙银行'],
  [field.url(), '-', null],
])('%j reads "%s" as %s', (definition, text, value) => expect(parseCell(text, definition, options)).toEqual({ value }));

test.each([
  ['12.5', 'import.not_an_integer'],
  ['many', 'import.not_a_number'],
])('"%s" is no whole number: %s', (text, problem) => expect(parseCell(text, field.integer(), options)).toEqual({ problem }));

test('a choice is given by its value or by its label in any language', () => {
  const kind = field.choice(['company', 'person']);
  const choiceLabels = { company: ['公司', '公司', 'Company'], person: ['个人', '個人', 'Person'] };
  for (const text of ['person', 'PERSON', '个人', '個人']) expect(parseCell(text, kind, { ...options, choiceLabels })).toEqual({ value: 'person' });
  expect(parseCell('robot', kind, { ...options, choiceLabels })).toEqual({ problem: 'import.not_a_choice' });
});
