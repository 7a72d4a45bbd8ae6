import { Decimal } from 'decimal.js';
import { invalid } from './errors.ts';

/** ISO 4217, column "minor unit"; every other currency has 2. */
const digitsByCurrency = new Map<string, number>([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
]);

/** Exact for every product of a safe integer and a numeric(20,6). */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/** Currencies without exactly two digits. */
export const unusualCurrencies: readonly string[] = [...digitsByCurrency.keys()];

/** Digits after the decimal point. */
export const minorDigits = (currency: string): number => digitsByCurrency.get(currency) ?? 2;

/** "1234.5" → 123450; undefined when it is no decimal, has more digits than the currency, or is too large to be exact. */
export function moneyToMinor(decimalText: string, currency: string): number | undefined {
  const match = /^(-?)(\d{1,20})(?:\.(\d{1,6}))?$/.exec(decimalText);
  if (!match) return undefined;
  const digits = minorDigits(currency);
  const fraction = match[3] ?? '';
  if (fraction.length > digits) return undefined;
  const minor = Number(`${match[2]}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(minor)) return undefined;
  return match[1] === '-' && minor !== 0 ? -minor : minor;
}

/** 123450 → "1234.50". */
export function minorToMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Minor units times a decimal (quantity, rate), rounded half away from zero. */
export function multiplyMoney(minor: number, decimalText: string): number {
  const product = new Exact(minor).times(decimalText).toDecimalPlaces(0).toNumber();
  if (!Number.isSafeInteger(product)) throw invalid('money.out_of_range');
  return product === 0 ? 0 : product;
}
