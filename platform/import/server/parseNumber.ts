import { Decimal } from 'decimal.js';
import { countedThings, currencyMarks, numberUnits } from '#kernel/chinese/importWords.ts';

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/** 'comma' where the comma is the decimal sign: 1.234,56. */
export type NumberFormat = 'point' | 'comma';

/** A sign may lead, trail or be a pair of brackets. */
function splitSign(text: string): { bare: string; negative: boolean } {
  const inBrackets = /^\((.*)\)$/.exec(text);
  if (inBrackets) return { bare: (inBrackets[1] ?? '').trim(), negative: true };
  const match = /^([-+])?\s*(.*?)\s*([-+])?$/.exec(text);
  const sign = match?.[1] ?? match?.[3];
  return { bare: match?.[2] ?? text, negative: sign === '-' };
}

/** Takes the words for thousand, ten thousand, hundred million from the end and returns the power of ten they stand for, also one after the other. */
function splitUnits(text: string): { bare: string; power: number } {
  let bare = text.replace(countedThings, '').trim();
  let power = 0;
  for (let unit = numberUnits.get(bare.slice(-1)); unit !== undefined && bare.length > 1; unit = numberUnits.get(bare.slice(-1))) {
    power += unit;
    bare = bare.slice(0, -1).trim();
  }
  return { bare, power };
}

/** Digits with a point; groups are of three (or, in East Asia, four) digits. */
function plainDigits(text: string, format: NumberFormat): string | undefined {
  const compact = text.replace(/[\s'’]/g, '');
  const bare = format === 'comma' ? compact.replaceAll('.', '').replace(',', '.') : compact;
  if (/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/.test(bare)) return bare;
  return /^\d{1,4}(?:,\d{3,4})+(?:\.\d*)?$/.test(bare) ? bare.replaceAll(',', '') : undefined;
}

/** A decimal in its plain form ("1234.5"), or undefined; understands currency marks, groups, brackets for a minus, Chinese units, 15%. */
export function parseNumberText(text: string, format: NumberFormat = 'point'): string | undefined {
  const normal = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2212\u2013]/g, '-')
    .trim();
  const outer = splitSign(normal);
  const inner = splitSign(outer.bare.replace(currencyMarks, '').trim());
  const isPercent = inner.bare.endsWith('%');
  const { bare, power } = splitUnits(isPercent ? inner.bare.slice(0, -1).trim() : inner.bare);
  const digits = plainDigits(bare.replace(currencyMarks, ''), format);
  if (digits === undefined) return undefined;
  const value = new Exact(digits).times(new Exact(10).pow(power - (isPercent ? 2 : 0)));
  return (outer.negative !== inner.negative ? value.negated() : value).toFixed();
}
