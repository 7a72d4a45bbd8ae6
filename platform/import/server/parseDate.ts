import { addDays, instantAt, isDate } from '#kernel/dates.ts';
import { afternoon, chineseDate, morning, rocMark } from '#kernel/chinese/importWords.ts';

/** How ambiguous dates are to be read: order of the parts, years of the Republic of China, or day numbers of a spreadsheet. */
export const dateFormats = ['ymd', 'dmy', 'mdy', 'roc', 'serial', 'serial1904'] as const;
export type DateFormat = (typeof dateFormats)[number];

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const rocYears = 1911;

function dateOf(year: number, month: number, day: number): string | undefined {
  const on = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDate(on) ? on : undefined;
}

/** Two digits are within 1970 to 2069. */
const fullYear = (text: string) => (text.length > 2 ? Number(text) : Number(text) + (Number(text) < 70 ? 2000 : 1900));

type Reader = (text: string, format: DateFormat | undefined) => string | undefined;

const readers: readonly Reader[] = [
  (text) => {
    const match = chineseDate.exec(text);
    if (!match) return undefined;
    const [, roc, year = '', month, day = '1'] = match;
    return dateOf(roc ? Number(year) + rocYears : fullYear(year), Number(month), Number(day));
  },
  (text, format) => {
    const isRoc = format === 'roc' || rocMark.test(text);
    const match = isRoc ? /^(\d{1,3})[-/.\s]?(\d{1,2})[-/.\s]?(\d{1,2})$/.exec(text.replace(rocMark, '')) : null;
    return match ? dateOf(Number(match[1]) + rocYears, Number(match[2]), Number(match[3])) : undefined;
  },
  (text) => {
    const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
    return match ? dateOf(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
  },
  (text, format) => {
    const match = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$/.exec(text);
    if (!match) return undefined;
    const [, first = '', second = '', third = ''] = match;
    if (format === 'dmy') return dateOf(fullYear(third), Number(second), Number(first));
    if (format === 'mdy') return dateOf(fullYear(third), Number(first), Number(second));
    return format === 'ymd' ? dateOf(fullYear(first), Number(second), Number(third)) : undefined;
  },
  (text) => {
    const match = /^(\d{1,2})[-\s]([a-z]{3})[a-z]*\.?[-\s,]+(\d{4})$/i.exec(text);
    return match ? dateOf(Number(match[3]), months.indexOf((match[2] ?? '').toLowerCase()) + 1, Number(match[1])) : undefined;
  },
  (text) => {
    const match = /^([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/i.exec(text);
    return match ? dateOf(Number(match[3]), months.indexOf((match[1] ?? '').toLowerCase()) + 1, Number(match[2])) : undefined;
  },
  (text, format) => {
    const since1904 = format === 'serial1904';
    const isSerial = since1904 || format === 'serial' ? /^\d{1,6}(?:\.\d+)?$/.test(text) : /^[2-7]\d{4}(?:\.\d+)?$/.test(text);
    return isSerial ? addDays('1899-12-30', Math.floor(Number(text)) + (since1904 ? 1462 : 0)) : undefined;
  },
];

/** A date without a time; `undefined` where it is none or may be read in two ways and no format says how. */
export function readDate(text: string, format: DateFormat | undefined): string | undefined {
  for (const read of readers) {
    const on = read(text, format);
    if (on !== undefined) return on;
  }
  return undefined;
}

const clock = /[T\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*$/;
const zoned = /^\d{4}-\d{2}-\d{2}[T\s]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})$/i;

/** Splits "2019/4/3 2:05 pm", in Chinese too, into its date and '14:05:00'; midnight where there is no time. */
function splitTime(text: string): { date: string; time: string } | undefined {
  const isMorning = morning.test(text);
  const isAfternoon = afternoon.test(text);
  const bare = text.replace(morning, ' ').replace(afternoon, ' ').trim();
  const match = clock.exec(bare);
  if (!match) return { date: bare, time: '00:00:00' };
  const [whole, hours = '', minutes = '', seconds = '00'] = match;
  const hour = (Number(hours) % (isMorning || isAfternoon ? 12 : 24)) + (isAfternoon ? 12 : 0);
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return { date: bare.slice(0, bare.length - whole.length).trim(), time: `${String(hour).padStart(2, '0')}:${minutes}:${seconds}` };
}

export interface DateOptions {
  format: DateFormat | undefined;
  timeZone: string;
}

/** A date; a time beside it is left out. */
export function parseDateText(text: string, { format }: DateOptions): string | undefined {
  const direct = readDate(text, format);
  if (direct !== undefined) return direct;
  const bare = zoned.test(text) ? text.slice(0, 10) : splitTime(text)?.date;
  return bare === undefined ? undefined : readDate(bare, format);
}

/** An instant; without an offset the time is of the organisation's zone. */
export function parseInstantText(text: string, { format, timeZone }: DateOptions): string | undefined {
  if (zoned.test(text)) {
    const ms = Date.parse(text.replace(/\s+(?=\d)/, 'T').replace(/\s+/g, ''));
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  }
  const serial = /^[2-7]\d{4}\.(\d+)$/.exec(text);
  if (serial) return fromSerial(Number(text), timeZone);
  if (/^1\d{9}(?:\d{3})?$/.test(text)) return new Date(Number(text.padEnd(13, '0'))).toISOString();
  const parts = splitTime(text);
  const on = parts && readDate(parts.date, format);
  return on && instantAt(on, parts.time, timeZone);
}

function fromSerial(serial: number, timeZone: string): string {
  const seconds = Math.round((serial % 1) * 86_400);
  const time = new Date(seconds * 1000).toISOString().slice(11, 19);
  return instantAt(addDays('1899-12-30', Math.floor(serial) + (seconds === 86_400 ? 1 : 0)), time, timeZone);
}
