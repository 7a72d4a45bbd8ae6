import type { Field, FieldKind } from '#kernel/objects/field.ts';
import { dateFormats, readDate, type DateFormat } from './parseDate.ts';
import { parseNumberText } from './parseNumber.ts';

const numbers = new Set<FieldKind>(['integer', 'decimal', 'money']);
const dates = new Set<FieldKind>(['date', 'timestamp']);

const withoutTime = (text: string) => text.replace(/[T\s]+\d{1,2}:\d{2}.*$/, '').trim();

/** The format with which the values can be read, where they cannot without and only one will do. */
export function guessFormat(values: readonly string[], field: Field): { format?: string } {
  if (values.length === 0) return {};
  if (numbers.has(field.kind)) return guessNumberFormat(values);
  return dates.has(field.kind) ? guessDateFormat(values) : {};
}

function guessNumberFormat(values: readonly string[]): { format?: string } {
  const reads = (format: 'point' | 'comma') => values.filter((value) => parseNumberText(value, format) !== undefined).length;
  const looksLikeComma = values.some((value) => /\d\.\d{3},\d{1,2}\b|^\D*\d+,\d{2}\D*$/.test(value));
  return looksLikeComma && reads('comma') > reads('point') ? { format: 'comma' } : {};
}

function guessDateFormat(values: readonly string[]): { format?: string } {
  const texts = values.map(withoutTime);
  const reads = (format?: DateFormat) => texts.filter((text) => readDate(text, format) !== undefined).length;
  const plain = reads();
  if (plain === texts.length) return {};
  const [best, second] = dateFormats.map((format) => ({ format, count: reads(format) })).sort((a, b) => b.count - a.count);
  return best && best.count > plain && best.count > (second?.count ?? 0) ? { format: best.format } : {};
}
