import { isHeaderWord } from '#kernel/chinese/importWords.ts';
import { contentTypeOf } from './contentType.ts';

/** ' ' stands for runs of spaces. */
export const delimiters = [',', '\t', ';', '|', ' '] as const;
export type Delimiter = (typeof delimiters)[number];

const sampleRecords = 60;

/** The delimiter that cuts the first records into equally many cells; a comma when there is only one column. */
export function detectDelimiter(text: string): Delimiter {
  const scored = ([',', '\t', ';', '|'] as const).map((delimiter) => ({ delimiter, score: evenness(countCells(text, delimiter)) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  if (best.score >= 0.5 || !isSpaceDelimited(text)) return best.score > 0 ? best.delimiter : ',';
  return ' ';
}

/** Cells of each record; what stands in quotes counts as nothing. A last record without a line end may be torn and is left out. */
function countCells(text: string, delimiter: string): number[] {
  const unquoted = text.replace(/(^|[\r\n,;\t|]) *"(?:[^"]|"")*"/g, '$1_');
  const lines = unquoted.split(/\r\n|\n|\r/);
  const whole = lines.length > 2 ? lines.slice(0, -1) : lines;
  return whole
    .filter((line) => line.trim() !== '')
    .slice(0, sampleRecords)
    .map((line) => line.split(delimiter).length);
}

/** Share of records with the commonest number of cells; more columns count a little more. */
function evenness(counts: readonly number[]): number {
  const byCount = new Map<number, number>();
  for (const count of counts) byCount.set(count, (byCount.get(count) ?? 0) + 1);
  let best = 0;
  for (const [count, records] of byCount) {
    if (count > 1) best = Math.max(best, (records / counts.length) * (1 + Math.min(count, 20) / 100));
  }
  return best;
}

/** Columns lined up with spaces: equally many words in nearly all lines, and somewhere more than one space. */
function isSpaceDelimited(text: string): boolean {
  const lines = text
    .split(/\r\n|\n|\r/)
    .slice(0, sampleRecords)
    .filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.some((line) => /^ | {2,}/.test(line))) return false;
  return evenness(lines.map((line) => line.trim().split(/\s+/).length)) >= 0.95;
}

/** The number of rows that come before the data: 0, or the header and a title above it. */
export function countHeaderRows(rows: readonly (readonly string[])[]): number {
  const filled = rows.map((row) => row.filter((cell) => cell !== '').length);
  const widest = Math.max(0, ...filled.slice(0, 20));
  const first = filled.findIndex((count) => count * 2 > widest || widest < 3);
  const header = rows[first];
  return header && first <= 10 && isHeader(header, rows.slice(first + 1)) ? first + 1 : 0;
}

/** Votes by column: a header is text above numbers, dates or addresses, and does not come again below. */
function isHeader(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const named = header.filter((cell) => cell !== '');
  if (named.length === 0) return false;
  if (named.some(isHeaderWord)) return true;
  if (named.some((cell) => contentTypeOf(cell) !== 'text') && named.every((cell) => /\d|@/.test(cell))) return false;
  let votes = 0;
  for (const [column, cell] of header.entries()) {
    const below = rows.map((row) => row[column] ?? '').filter((each) => each !== '');
    votes += cell === '' || below.length === 0 ? 0 : voteOfColumn(cell, below);
  }
  return votes > 0 || (votes === 0 && named.length > 1 && new Set(named).size === named.length && named.every((cell) => contentTypeOf(cell) === 'text'));
}

function voteOfColumn(cell: string, below: readonly string[]): number {
  const type = contentTypeOf(cell);
  const same = below.filter((each) => contentTypeOf(each) === type).length / below.length;
  if (type !== 'text') return same > 0.5 ? -2 : -1;
  if (same < 0.5) return 2;
  return below.includes(cell) ? -1 : 0;
}
