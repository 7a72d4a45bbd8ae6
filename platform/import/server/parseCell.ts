import { Decimal } from 'decimal.js';
import { currencyNames, missingWords, noWords, yesWords } from '#kernel/chinese/importWords.ts';
import { fold } from '#kernel/chinese/foldChinese.ts';
import { moneyToMinor } from '#kernel/money.ts';
import type { Field, FieldKind } from '#kernel/objects/field.ts';
import { dateFormats, parseDateText, parseInstantText, type DateFormat } from './parseDate.ts';
import { parseNumberText } from './parseNumber.ts';

export interface CellOptions {
  /** One of `dateFormats`, or 'comma' for numbers with a decimal comma. */
  format?: string;
  /** Of the record, or else the organisation's. */
  currency: string;
  timeZone: string;
  /** The labels of each option, in all languages. */
  choiceLabels?: Readonly<Record<string, readonly string[]>>;
}

export type CellProblem =
  | 'import.not_a_number'
  | 'import.not_an_integer'
  | 'import.not_an_amount'
  | 'import.not_a_date'
  | 'import.not_a_time'
  | 'import.not_a_choice'
  | 'import.not_a_boolean'
  | 'import.not_a_currency'
  | 'import.spreadsheet_error';

export type ParsedCell = { value: unknown } | { problem: CellProblem };

type Parse = (text: string, field: Field, options: CellOptions) => ParsedCell;

const asText: Parse = (text) => ({ value: text });
const valueOr = (value: unknown, problem: CellProblem): ParsedCell => (value === undefined ? { problem } : { value });

const dateFormat = (format: string | undefined): DateFormat | undefined => dateFormats.find((each) => each === format);
const numberOf = (text: string, { format }: CellOptions) => parseNumberText(text, format === 'comma' ? 'comma' : 'point');

/** numeric(20,6). */
const fitsDecimal = (decimal: string) => /^-?\d{1,14}(?:\.\d+)?$/.test(decimal);

const roundTo6 = (decimal: string) => new Decimal(decimal).toDecimalPlaces(6).toFixed();

function parseInteger(text: string, options: CellOptions): ParsedCell {
  const decimal = numberOf(text, options);
  if (decimal === undefined) return { problem: 'import.not_a_number' };
  const value = Number(decimal);
  return Number.isSafeInteger(value) ? { value: value === 0 ? 0 : value } : { problem: 'import.not_an_integer' };
}

function parseChoice(text: string, field: Field, { choiceLabels }: CellOptions): ParsedCell {
  const wanted = fold(text);
  const found = field.options?.find((option) => fold(option) === wanted || choiceLabels?.[option]?.some((label) => fold(label) === wanted));
  return valueOr(found, 'import.not_a_choice');
}

function parseBoolean(text: string): ParsedCell {
  const word = fold(text);
  const original = text.trim().toLowerCase();
  if (yesWords.has(word) || yesWords.has(original)) return { value: true };
  return noWords.has(word) || noWords.has(original) ? { value: false } : { problem: 'import.not_a_boolean' };
}

function parseCurrency(text: string): ParsedCell {
  const named = currencyNames.get(text.toLowerCase());
  if (named) return { value: named };
  const code = text.toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? { value: code } : { problem: 'import.not_a_currency' };
}

function parseMoney(text: string, options: CellOptions): ParsedCell {
  const decimal = numberOf(text, options);
  if (decimal === undefined) return { problem: 'import.not_a_number' };
  return valueOr(moneyToMinor(withoutNoise(decimal), options.currency), 'import.not_an_amount');
}

/** Spreadsheets write 1234.5 as 1234.4999999999998. */
const withoutNoise = (decimal: string) => ((decimal.split('.')[1]?.length ?? 0) > 8 ? roundTo6(decimal) : new Decimal(decimal).toFixed());

const parsers: Record<FieldKind, Parse> = {
  text: asText,
  longText: asText,
  phone: asText,
  url: asText,
  reference: asText,
  email: (text) => ({ value: text.replace(/^mailto:/i, '') }),
  choice: parseChoice,
  boolean: parseBoolean,
  integer: (text, _field, options) => parseInteger(text, options),
  decimal: (text, _field, options) => {
    const decimal = numberOf(text, options);
    return valueOr(decimal !== undefined && fitsDecimal(decimal) ? roundTo6(decimal) : undefined, 'import.not_a_number');
  },
  money: (text, _field, options) => parseMoney(text, options),
  currency: parseCurrency,
  date: (text, _field, { format, timeZone }) => valueOr(parseDateText(text, { format: dateFormat(format), timeZone }), 'import.not_a_date'),
  timestamp: (text, _field, { format, timeZone }) => valueOr(parseInstantText(text, { format: dateFormat(format), timeZone }), 'import.not_a_time'),
};

const free = new Set<FieldKind>(['text', 'longText', 'choice', 'boolean']);

/** One cell of a file as a value of the field (money in minor units); an empty one is null. References stay text, for the engine to look up. */
export function parseCell(text: string, field: Field, options: CellOptions): ParsedCell {
  const trimmed = text.trim();
  if (trimmed === '' || (!free.has(field.kind) && missingWords.has(trimmed.toLowerCase()))) return { value: null };
  if (/^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$/.test(trimmed)) return { problem: 'import.spreadsheet_error' };
  return parsers[field.kind](trimmed, field, options);
}
