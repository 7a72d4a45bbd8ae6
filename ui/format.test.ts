import { expect, test } from 'vitest';
import { avatarCharacter, formatCompact, formatDay, formatInstant, formatMoney, formatMoneyExact, lunarDay } from './format.ts';

test.each([
  ['428000.00', 'CNY', 'zh-CN', '¥42.8万'],
  ['186000000', 'CNY', 'zh-CN', '¥1.86亿'],
  ['8600.00', 'CNY', 'zh-CN', '¥8,600'],
  ['12840000', 'TWD', 'zh-TW', 'NT$ 1,284萬'],
  ['-24180000', 'CNY', 'zh-CN', '\u2212¥2,418万'],
  ['428000', 'HKD', 'en', 'HK$428K'],
] as const)('%s %s in %s reads %s', (amount, currency, locale, expected) => {
  expect(formatMoney(amount, currency, locale)).toBe(expected);
});

test('an exact amount keeps every digit', () => {
  expect(formatMoneyExact('9007199254740993.07', 'CNY')).toBe('¥9,007,199,254,740,993.07');
  expect(formatMoneyExact('1200.00', 'CNY')).toBe('¥1,200');
});

test.each([
  ['2026-11-23', '今天'],
  ['2026-11-24', '明天'],
  ['2026-11-17', '6天前'],
  ['2026-10-13', '10月13日'],
  ['2025-11-04', '2025年11月4日'],
])('%s is %s on 23 November 2026', (on, expected) => {
  expect(formatDay(on, '2026-11-23', 'zh-CN')).toBe(expected);
});

test('an instant of today shows its clock in the time zone of the organisation', () => {
  expect(formatInstant('2026-11-23T04:00:00.000Z', { locale: 'zh-CN', timeZone: 'Asia/Shanghai', now: '2026-11-23T05:00:00.000Z' })).toBe('今天 12:00');
});

test('the lunar day beside the solar one is known', () => {
  expect(lunarDay('2026-02-17', 'zh-CN')).toEqual({ month: '正月', day: 1 });
  expect(lunarDay('2026-02-17', 'en')).toBeUndefined();
});

test('staff show the given name, contacts the surname', () => {
  expect(avatarCharacter('林予夏')).toBe('予');
  expect(avatarCharacter('何启明', 'contact')).toBe('何');
  expect(avatarCharacter('Ada', 'staff')).toBe('A');
});

test('small numbers are not abbreviated', () => {
  expect(formatCompact(9999, 'zh-CN')).toBe('9,999');
});
