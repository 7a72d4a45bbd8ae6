import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, instantAt, isDate, isRelativeDates, rangeOf, startOfDay, todayIn } from './dates.ts';

test.each([
  ['Asia/Shanghai', '2026-11-20T16:00:00.000Z', '2026-11-21'],
  ['Asia/Shanghai', '2026-11-20T15:59:59.999Z', '2026-11-20'],
  ['America/New_York', '2026-11-21T03:00:00.000Z', '2026-11-20'],
  ['UTC', '2024-02-29T00:00:00.000Z', '2024-02-29'],
])('in %s at %s it is %s', (zone, now, on) => expect(todayIn(zone, now)).toBe(on));

test.each([
  ['2026-11-21', 'Asia/Shanghai', '2026-11-20T16:00:00.000Z'],
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['1991-04-14', 'Asia/Shanghai', '1991-04-13T16:00:00.000Z'],
])('%s in %s begins at %s', (on, zone, instant) => expect(startOfDay(on, zone)).toBe(instant));

const anyDay = fc.integer({ min: -36_000, max: 60_000 }).map((days) => addDays('1970-01-01', days));
const anyZone = fc.constantFrom(
  'Asia/Shanghai',
  'Asia/Taipei',
  'America/New_York',
  'America/Toronto',
  'America/Sao_Paulo',
  'Europe/London',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'UTC',
);

test('a day begins at the first instant that carries its date', () => {
  fc.assert(
    fc.property(anyDay, anyZone, (on, zone) => {
      const start = Date.parse(startOfDay(on, zone));
      expect(todayIn(zone, new Date(start).toISOString())).toBe(on);
      expect(todayIn(zone, new Date(start - 1).toISOString()) < on).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['2026-11-21', '09:30:00', 'Asia/Shanghai', '2026-11-21T01:30:00.000Z'],
  ['2026-03-08', '02:30:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
  ['2026-11-01', '01:30:00', 'America/New_York', '2026-11-01T05:30:00.000Z'],
])('%s %s in %s is %s', (on, time, zone, instant) => expect(instantAt(on, time, zone)).toBe(instant));

test('days added are days between', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (on, n) => {
      expect(daysBetween(on, addDays(on, n))).toBe(n);
    }),
  );
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-01-15', -1, '2025-12-15'],
  ['2026-05-10', -24, '2024-05-10'],
])('%s and %i months is %s', (on, n, expected) => expect(addMonths(on, n)).toBe(expected));

test.each([
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-1-1', false],
  ['0000-01-01', false],
  ['9999-12-31', true],
  ['20260101', false],
  ['2026-04-31', false],
])('%s as a calendar date: %s', (text, expected) => expect(isDate(text)).toBe(expected));

test.each([
  [{ last: 30, unit: 'day' }, '2026-10-23', '2026-11-21'],
  [{ next: 7, unit: 'day' }, '2026-11-21', '2026-11-27'],
  [{ last: 1, unit: 'day' }, '2026-11-21', '2026-11-21'],
  [{ last: 2, unit: 'week' }, '2026-11-08', '2026-11-21'],
  [{ last: 1, unit: 'month' }, '2026-10-22', '2026-11-21'],
  [{ next: 1, unit: 'quarter' }, '2026-11-21', '2027-02-20'],
  [{ last: 1, unit: 'year' }, '2025-11-22', '2026-11-21'],
  [{ this: 'week' }, '2026-11-16', '2026-11-22'],
  [{ this: 'month' }, '2026-11-01', '2026-11-30'],
  [{ this: 'quarter' }, '2026-10-01', '2026-12-31'],
  [{ this: 'year' }, '2026-01-01', '2026-12-31'],
] as const)('on Saturday 2026-11-21, %j runs from %s to %s', (relative, from, to) => expect(rangeOf(relative, '2026-11-21')).toEqual({ from, to }));

test.each([
  [{ last: 30, unit: 'day' }, true],
  [{ this: 'quarter' }, true],
  [{ last: 0, unit: 'day' }, false],
  [{ last: 1.5, unit: 'day' }, false],
  [{ last: 3, unit: 'hour' }, false],
  [{ last: 3, unit: 'day', x: 1 }, false],
  ['today', false],
])('%j as a relative date: %s', (value, expected) => expect(isRelativeDates(value)).toBe(expected));
