import { createContext, useContext } from 'react';
import { todayIn } from '#kernel/dates.ts';
import * as format from './format.ts';
import { usePreferences } from './preferences.ts';

/** What dates and amounts depend on, set once for the signed-in organisation. */
export const PlaceContext = createContext({ timeZone: 'Asia/Shanghai', currency: 'CNY' });

export interface Format {
  locale: format.Locale;
  todayOn: string;
  currency: string;
  timeZone: string;
  money: (amount: string, currency?: string) => string;
  moneyExact: (amount: string, currency?: string) => string;
  /** Without a sign, for columns of one currency. */
  compact: (amount: string | number) => string;
  count: (value: number) => string;
  day: (on: string) => string;
  date: (on: string) => string;
  instant: (at: string) => string;
  instantExact: (at: string) => string;
}

export const currentInstant = () => new Date().toISOString();

/** The same for all cells of a page, and for a minute. */
export function useFormat(): Format {
  const { language } = usePreferences();
  const { timeZone, currency } = useContext(PlaceContext);
  return formatFor(language, timeZone, { currency, minute: currentInstant().slice(0, 16) });
}

const latest: { key: string; format: Format | undefined } = { key: '', format: undefined };

function formatFor(locale: format.Locale, timeZone: string, { currency, minute }: { currency: string; minute: string }): Format {
  const key = `${locale} ${timeZone} ${currency} ${minute}`;
  if (latest.format && latest.key === key) return latest.format;
  const now = `${minute}:00.000Z`;
  const todayOn = todayIn(timeZone, now);
  const made: Format = {
    locale,
    todayOn,
    currency,
    timeZone,
    money: (amount, own) => format.formatMoney(amount, own ?? currency, locale),
    moneyExact: (amount, own) => format.formatMoneyExact(amount, own ?? currency),
    compact: (amount) => format.formatCompact(Number(amount), locale),
    count: (value) => format.formatCount(value, locale),
    day: (on) => format.formatDay(on, todayOn, locale),
    date: (on) => format.formatDate(on, todayOn, locale),
    instant: (at) => format.formatInstant(at, { locale, timeZone, now }),
    instantExact: (at) => format.formatInstant(at, { locale, timeZone, now, exact: true }),
  };
  latest.key = key;
  latest.format = made;
  return made;
}

/** Amounts inside a sentence of the server ("428000.00 CNY") as people read them. */
export const readableAmounts = (text: string, { money, currency }: Pick<Format, 'money' | 'currency'>): string =>
  text.replace(
    /(-?\d+(?:\.\d+)?) ([A-Z]{3})\b|(-?\d+\.\d{2})(?![\d%])/g,
    (_all, amount: string | undefined, own: string | undefined, bare: string | undefined) => money(amount ?? bare ?? '', own ?? currency),
  );
