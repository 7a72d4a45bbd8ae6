import { addDays, daysBetween, todayIn } from '#kernel/dates.ts';

/** Words come from Intl, so that this file holds no language. Amounts are the decimal strings of the API. */
export type Locale = 'zh-CN' | 'zh-TW' | 'en';

const symbols: Record<string, string> = { CNY: '¥', TWD: 'NT$ ', HKD: 'HK$', USD: '$', EUR: '€', GBP: '£', JPY: 'JP¥' };
const minus = '\u2212';

/** Making a formatter costs more than using it a hundred times. */
function cached<O, F>(make: (locale: string, options: O) => F): (locale: string, options?: O) => F {
  const known = new Map<string, F>();
  return (locale, options) => {
    const key = `${locale}${JSON.stringify(options ?? {})}`;
    const found = known.get(key) ?? make(locale, options ?? ({} as O));
    known.set(key, found);
    return found;
  };
}
const numberFormat = cached((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const dateFormat = cached((locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
const relativeFormat = cached((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

export const currencySymbol = (currency: string): string => symbols[currency] ?? `${currency} `;

export function formatCount(value: number, locale: Locale): string {
  return numberFormat(locale).format(value).replace('-', minus);
}

/** 428000 → 42.8万; small numbers stay whole. */
export function formatCompact(value: number, locale: Locale): string {
  const size = Math.abs(value);
  const whole = locale === 'en' ? size < 100_000 : size < 10_000;
  if (whole)
    return formatCount(Math.round(value * 100) / 100 === Math.round(value) || size >= 1000 ? Math.round(value) : Math.round(value * 100) / 100, locale);
  const digits = size >= 100_000_000 ? 2 : size >= 10_000_000 && locale !== 'en' ? 0 : 1;
  return numberFormat(locale, { notation: 'compact', maximumFractionDigits: digits, useGrouping: 'always' })
    .format(value)
    .replace('-', minus)
    .replace(/\s/g, '');
}

/** "428000.00" → ¥42.8万. */
export function formatMoney(amount: string, currency: string, locale: Locale): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return amount;
  const sign = value < 0 ? minus : '';
  return `${sign}${currencySymbol(currency)}${formatCompact(Math.abs(value), locale)}`;
}

/** Digit for digit, with thousands separators; never rounded through a float. */
export function formatMoneyExact(amount: string, currency: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(amount);
  if (!match) return amount;
  const grouped = (match[2] ?? '').replace(/\B(?=(\d{3})+$)/g, ',');
  return `${match[1] ? minus : ''}${currencySymbol(currency)}${grouped}${(match[3] ?? '').replace(/^\.0+$/, '')}`;
}

/** 今天, 明天, 6天前 up to 14 days, else the date, with its year when it is another one. */
export function formatDay(on: string, todayOn: string, locale: Locale): string {
  const days = daysBetween(todayOn, on);
  if (days >= -14 && days <= 2)
    return relativeFormat(locale)
      .format(days, 'day')
      .replace(/(\d) (?=\p{Script=Han})/u, '$1');
  return formatDate(on, todayOn, locale);
}

/** 11月17日, other years 2025年11月4日. */
export function formatDate(on: string, todayOn: string, locale: Locale): string {
  const sameYear = on.slice(0, 4) === todayOn.slice(0, 4);
  return dateFormat(locale, { timeZone: 'UTC', month: locale === 'en' ? 'short' : 'long', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) }).format(
    new Date(`${on}T00:00:00Z`),
  );
}

/** 11月, other years 2025年11月. */
export function formatMonth(month: string, todayOn: string, locale: Locale): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  const year = month.slice(0, 4) === todayOn.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  if (locale === 'en') return dateFormat(locale, { timeZone: 'UTC', month: 'long', ...year }).format(date);
  const parts = dateFormat(locale, { timeZone: 'UTC', month: 'long', day: 'numeric', ...year }).formatToParts(date);
  const day = parts.findIndex((part) => part.type === 'day');
  return parts
    .slice(0, day)
    .map((part) => part.value)
    .join('');
}

/** 11月23日 周一. */
export function formatDateWithWeekday(on: string, locale: Locale): string {
  const date = new Date(`${on}T00:00:00Z`);
  const day = dateFormat(locale, { timeZone: 'UTC', month: locale === 'en' ? 'short' : 'long', day: 'numeric' }).format(date);
  const weekday = dateFormat(locale, { timeZone: 'UTC', weekday: 'short' }).format(date);
  return `${day} ${weekday}`;
}

export function formatClock(at: string, locale: Locale, timeZone: string): string {
  return dateFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** 今天 12:00, yesterday with its time, before that the day alone; `exact` always gives date and time. */
export function formatInstant(
  at: string,
  { locale, timeZone, now, exact = false }: { locale: Locale; timeZone: string; now: string; exact?: boolean },
): string {
  const on = todayIn(timeZone, at);
  const todayOn = todayIn(timeZone, now);
  if (exact) return `${formatDate(on, todayOn, locale)} ${formatClock(at, locale, timeZone)}`;
  const near = on === todayOn || on === addDays(todayOn, -1) || on === addDays(todayOn, 1);
  return near ? `${formatDay(on, todayOn, locale)} ${formatClock(at, locale, timeZone)}` : formatDay(on, todayOn, locale);
}

const chineseCalendar = { 'zh-CN': 'zh-CN-u-ca-chinese', 'zh-TW': 'zh-TW-u-ca-chinese' } as const;

/** Month (as Intl names it) and day number of the lunar calendar; undefined outside Chinese. */
export function lunarDay(on: string, locale: Locale): { month: string; day: number } | undefined {
  if (locale === 'en') return undefined;
  const parts = dateFormat(chineseCalendar[locale], { timeZone: 'UTC', month: 'long', day: 'numeric' }).formatToParts(new Date(`${on}T00:00:00Z`));
  const month = parts.find((p) => p.type === 'month')?.value;
  const day = Number(parts.find((p) => p.type === 'day')?.value);
  return month && Number.isInteger(day) ? { month, day } : undefined;
}

/** The character shown in an avatar: the given name's first of a Chinese name, else the first letter. */
export function avatarCharacter(name: string, kind: 'staff' | 'contact' | 'customer' = 'staff'): string {
  const characters = Array.from(name.trim());
  const isHan = /\p{Script=Han}/u.test(characters[0] ?? '');
  if (kind === 'staff' && isHan && characters.length >= 2 && characters.length <= 4) return characters[characters.length > 3 ? 2 : 1] ?? '';
  return (characters[0] ?? '').toUpperCase();
}

/** 640512 → 626 kB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A stable number from 1 to 5, for the tint of an avatar. */
export function avatarTint(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return (sum % 5) + 1;
}
