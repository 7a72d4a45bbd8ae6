/** Calendar dates are 'YYYY-MM-DD' (years 0001 to 9999), instants ISO 8601 UTC; everything here runs in the browser too. */

export const dateUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type DateUnit = (typeof dateUnits)[number];

/** `last` and `next` roll from today and include it; `this` is the calendar unit around today, weeks start on Monday. */
export type RelativeDates = { last: number; unit: DateUnit } | { next: number; unit: DateUnit } | { this: DateUnit };

const dayMs = 86_400_000;
const firstDay = '0001-01-01';
const lastDay = '9999-12-31';

const midnightUtc = (on: string) => Date.parse(`${on}T00:00:00.000Z`);
const dateOf = (ms: number) => {
  if (!(ms >= midnightUtc(firstDay))) return firstDay;
  return ms > midnightUtc(lastDay) ? lastDay : new Date(ms).toISOString().slice(0, 10);
};

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < firstDay) return false;
  const ms = midnightUtc(text);
  return !Number.isNaN(ms) && dateOf(ms) === text;
}

/** Stays within years 0001 to 9999. */
export const addDays = (on: string, days: number): string => dateOf(midnightUtc(on) + days * dayMs);

/** Keeps the day of the month where the month has it, else its last day. */
export function addMonths(on: string, months: number): string {
  const month = Number(on.slice(0, 4)) * 12 + Number(on.slice(5, 7)) - 1 + months;
  const year = Math.floor(month / 12);
  if (year < 1) return firstDay;
  if (year > 9999) return lastDay;
  const first = `${String(year).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  const nextFirst = new Date(midnightUtc(first));
  nextFirst.setUTCMonth(nextFirst.getUTCMonth() + 1);
  const daysInMonth = (nextFirst.getTime() - midnightUtc(first)) / dayMs;
  return `${first.slice(0, 8)}${String(Math.min(Number(on.slice(8)), daysInMonth)).padStart(2, '0')}`;
}

/** From a to b: positive when b is later. */
export const daysBetween = (a: string, b: string): number => Math.round((midnightUtc(b) - midnightUtc(a)) / dayMs);

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** The clock on the wall at an instant, written as if it were UTC, in ms. */
function wallClock(ms: number, timeZone: string): number {
  const found: Record<string, number> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(ms)) found[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = found;
  const wall = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  return wall.setUTCFullYear(year, month - 1, day);
}

/** The calendar date in a time zone at an instant. */
export const todayIn = (timeZone: string, now: string): string => dateOf(wallClock(Date.parse(now), timeZone));

const matchingInstants = (wallMs: number, timeZone: string) =>
  [wallMs - dayMs, wallMs + dayMs].map((ms) => wallMs - (wallClock(ms, timeZone) - ms)).filter((ms) => wallClock(ms, timeZone) === wallMs);

/** The first instant at which the clock on the wall has passed the given time. */
function firstInstant(wallMs: number, timeZone: string): string {
  const matching = matchingInstants(wallMs, timeZone);
  if (matching.length > 0) return new Date(Math.min(...matching)).toISOString();
  let before = wallMs - 2 * dayMs;
  let reached = wallMs + 2 * dayMs;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (wallClock(middle, timeZone) >= wallMs) reached = middle;
    else before = middle;
  }
  return new Date(reached).toISOString();
}

/** The first instant of a calendar date in a time zone, also where the clock skips or repeats midnight. */
export function startOfDay(dateOn: string, timeZone: string): string {
  const midnight = midnightUtc(dateOn);
  return dateOn <= '0001-01-02' ? new Date(midnight).toISOString() : firstInstant(midnight, timeZone);
}

/** The instant of a local time 'HH:MM:SS' on a date; a time that the clock skips means the moment of the skip. */
export const instantAt = (dateOn: string, time: string, timeZone: string): string => firstInstant(Date.parse(`${dateOn}T${time}.000Z`), timeZone);

const rolling = {
  day: (on: string, n: number) => addDays(on, n),
  week: (on: string, n: number) => addDays(on, n * 7),
  month: (on: string, n: number) => addMonths(on, n),
  quarter: (on: string, n: number) => addMonths(on, n * 3),
  year: (on: string, n: number) => addMonths(on, n * 12),
} satisfies Record<DateUnit, (on: string, n: number) => string>;

const monthStart = (on: string) => `${on.slice(0, 8)}01`;
const startOfUnit = {
  day: (on: string) => on,
  week: (on: string) => addDays(on, -((new Date(midnightUtc(on)).getUTCDay() + 6) % 7)),
  month: monthStart,
  quarter: (on: string) => addMonths(monthStart(on), -((Number(on.slice(5, 7)) - 1) % 3)),
  year: (on: string) => `${on.slice(0, 4)}-01-01`,
} satisfies Record<DateUnit, (on: string) => string>;

/** Inclusive dates: last 30 days are the 30 days ending today, next 7 days the 7 days beginning today. */
export function rangeOf(relative: RelativeDates, todayOn: string): { from: string; to: string } {
  if ('last' in relative) return { from: addDays(rolling[relative.unit](todayOn, -relative.last), 1), to: todayOn };
  if ('next' in relative) return { from: todayOn, to: addDays(rolling[relative.unit](todayOn, relative.next), -1) };
  const from = startOfUnit[relative.this](todayOn);
  return { from, to: addDays(rolling[relative.this](from, 1), -1) };
}

const isUnit = (value: unknown): value is DateUnit => dateUnits.some((unit) => unit === value);
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10_000;

export function isRelativeDates(value: unknown): value is RelativeDates {
  if (typeof value !== 'object' || value === null) return false;
  const { last, next, this: around, unit, ...rest }: Record<string, unknown> = { ...value };
  const given = Object.keys(value).length;
  if (Object.keys(rest).length > 0) return false;
  if (given === 1) return isUnit(around);
  return given === 2 && isUnit(unit) && (isCount(last) || isCount(next));
}
