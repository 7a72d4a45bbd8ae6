import iconv from 'iconv-lite';
import { invalid } from '#kernel/errors.ts';
import { countHeaderRows, detectDelimiter, type Delimiter } from './detectDelimiter.ts';
import { detectEncoding, readForDetection, type Encoding, type EncodingCandidate } from './detectEncoding.ts';
import { readCsv, type RawRow } from './readCsv.ts';
import { openXlsx } from './readXlsx.ts';

export interface TableOptions {
  encoding?: Encoding;
  delimiter?: Delimiter;
  hasHeader?: boolean;
  /** Of a workbook; the first visible one unless told. */
  sheet?: string;
}

export interface TableRow {
  /** As a spreadsheet shows it: the first row of the file is 1. */
  row: number;
  cells: string[];
  /** The row is damaged; its cells are without the damage. */
  problem?: 'import.nul_byte' | 'import.invalid_text';
}

export interface Table {
  format: 'csv' | 'xlsx';
  encoding: Encoding;
  /** All that may be, best first; for the choice of the user. */
  encodings: EncodingCandidate[];
  delimiter: Delimiter;
  hasHeader: boolean;
  /** One per column; without a header, or where it names nothing, ''. */
  headers: string[];
  sheets?: string[];
  /** Data rows (no header, no blank rows), streamed; `fromRow` counts as `row` does and is included. */
  rows(fromRow?: number): AsyncIterable<TableRow>;
  /** The first data rows. */
  sample: string[][];
}

const sampleRows = 100;

type Source = Pick<Table, 'format' | 'encoding' | 'encodings' | 'delimiter'> & { sheets?: string[]; read(): AsyncIterable<RawRow> };

/** Opens a CSV or XLSX file of whatever encoding and delimiter; nothing is read but its beginning. */
export async function openTable(path: string, options: TableOptions = {}): Promise<Table> {
  const { read, ...source } = await openSource(path, options);
  const first = await take(read(), sampleRows + 12);
  const rows = first.map(({ cells }) => cells.map((cell) => cell.trim()));
  const headerRows = options.hasHeader === false ? 0 : countHeaderRows(rows) || (options.hasHeader ? 1 : 0);
  const lastHeaderRow = headerRows > 0 ? (first[headerRows - 1]?.row ?? 0) : 0;
  const sample = rows.slice(headerRows, headerRows + sampleRows);
  const columns = Math.max(0, ...sample.map((cells) => cells.length), rows[headerRows - 1]?.length ?? 0);
  const header = headerRows > 0 ? (rows[headerRows - 1] ?? []) : [];
  return {
    ...source,
    hasHeader: headerRows > 0,
    headers: Array.from({ length: columns }, (_, column) => header[column] ?? ''),
    sample,
    rows: (fromRow = 0) => dataRows(read(), Math.max(fromRow, lastHeaderRow + 1)),
  };
}

async function openSource(path: string, options: TableOptions): Promise<Source> {
  const { head, telling } = await readForDetection(path);
  if (head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) throw invalid('import.old_excel_format');
  if (head.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return openWorkbook(path, options);
  const encodings = detectEncoding(telling);
  const encoding = options.encoding ?? encodings[0]?.encoding ?? 'utf-8';
  const delimiter = options.delimiter ?? detectDelimiter(iconv.decode(head, encoding));
  return { format: 'csv', encoding, encodings, delimiter, read: () => readCsv(path, { encoding, delimiter }) };
}

async function openWorkbook(path: string, options: TableOptions): Promise<Source> {
  const book = await openXlsx(path);
  const sheet = options.sheet ?? book.sheets[0];
  if (sheet === undefined || !book.sheets.includes(sheet)) throw invalid('import.no_such_sheet', { sheets: book.sheets });
  return { format: 'xlsx', encoding: 'utf-8', encodings: [], delimiter: ',', sheets: book.sheets, read: () => book.rows(sheet) };
}

const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === '');

async function take(rows: AsyncIterable<RawRow>, count: number): Promise<RawRow[]> {
  const taken: RawRow[] = [];
  for await (const row of rows) {
    if (!isBlank(row.cells)) taken.push(row);
    if (taken.length >= count) break;
  }
  return taken;
}

async function* dataRows(rows: AsyncIterable<RawRow>, fromRow: number): AsyncGenerator<TableRow> {
  for await (const { row, cells } of rows) {
    if (row >= fromRow && !isBlank(cells)) yield checkRow(row, cells);
  }
}

function checkRow(row: number, cells: string[]): TableRow {
  const trimmed = cells.map((cell) => cell.trim());
  if (trimmed.some((cell) => cell.includes('\0'))) return { row, cells: trimmed.map((cell) => cell.replaceAll('\0', '')), problem: 'import.nul_byte' };
  if (trimmed.some((cell) => cell.includes('\ufffd'))) return { row, cells: trimmed, problem: 'import.invalid_text' };
  return { row, cells: trimmed };
}
