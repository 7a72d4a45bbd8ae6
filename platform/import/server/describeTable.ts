import { stat } from 'node:fs/promises';
import { openTable, type Table, type TableOptions } from './readTable.ts';

/** What is kept and shown of an uploaded file. */
export interface TableInfo {
  format: 'csv' | 'xlsx';
  encodings: { encoding: string; confidence: number; sample: string[] }[];
  encoding: string;
  delimiter: string;
  hasHeader: boolean;
  headers: string[];
  sample: string[][];
  sheets?: string[];
}

const shownRows = 20;
const shownCellCharacters = 200;
const countUpToBytes = 8 * 2 ** 20;
const sampledRows = 100;

/** What a database may keep: no NUL, no half of a surrogate pair. */
export const clean = (cell: string) => cell.replaceAll('\0', '').toWellFormed();
const shorten = (cell: string) => clean(cell).slice(0, shownCellCharacters).toWellFormed();

export async function describeTable(file: string, options: TableOptions): Promise<{ info: TableInfo; totalRows: number | null; table: Table }> {
  const table = await openTable(file, options);
  const info: TableInfo = {
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter,
    hasHeader: table.hasHeader,
    headers: table.headers.map(shorten),
    sample: table.sample.slice(0, shownRows).map((row) => row.map(shorten)),
    encodings: await Promise.all(
      table.encodings
        .slice(0, 4)
        .map(async ({ encoding, confidence }) => ({ encoding, confidence, sample: foreignCells(await openTable(file, { ...options, encoding })) })),
    ),
    ...(table.sheets ? { sheets: table.sheets } : {}),
  };
  return { info, table, totalRows: await countRows(file, table) };
}

/** The first cells that read differently in another encoding. */
function foreignCells({ headers, sample }: Table): string[] {
  const cells = [...headers, ...sample.slice(0, shownRows).flat()].filter((cell) => cell !== '').map(shorten);
  const foreign = [...new Set(cells.filter((cell) => /[^\0-\x7f]/.test(cell)))];
  return (foreign.length ? foreign : cells).slice(0, 6);
}

/** Large files are counted by the check; small ones at once. */
async function countRows(file: string, table: Table): Promise<number | null> {
  if (table.sample.length < sampledRows) return table.sample.length;
  if ((await stat(file)).size > countUpToBytes) return null;
  let count = 0;
  try {
    for await (const _ of table.rows()) count += 1;
  } catch {
    // A row that cannot be read is told by the check, with its number.
    return null;
  }
  return count;
}
