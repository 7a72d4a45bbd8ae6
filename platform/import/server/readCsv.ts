import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { invalid } from '#kernel/errors.ts';
import type { Delimiter } from './detectDelimiter.ts';
import type { Encoding } from './detectEncoding.ts';

export interface RawRow {
  /** As a spreadsheet shows it: the first row of the file is 1, header included. */
  row: number;
  cells: string[];
}

/** One record, however many lines; more means that a quote was never closed. */
const maxRecordCharacters = 4 * 1024 ** 2;

export function readCsv(path: string, { encoding, delimiter }: { encoding: Encoding; delimiter: Delimiter }): AsyncIterable<RawRow> {
  return delimiter === ' ' ? readSpaceDelimited(path, encoding) : readDelimited(path, encoding, delimiter);
}

const observed = () => undefined;

function openText(path: string, encoding: Encoding) {
  const decoder = iconv.decodeStream(encoding);
  return pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), decoder, observed);
}

async function* readDelimited(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<RawRow> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    ltrim: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: maxRecordCharacters,
  });
  pipeline(openText(path, encoding), parser, observed); // its error reaches the loop below
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      // without "columns" records are lists of text
      row += 1;
      yield { row, cells: cells.map(withoutQuotes) };
    }
  } catch (error) {
    if (error instanceof CsvError) throw invalid('import.unreadable_row', { row: row + 1, reason: error.code });
    throw error;
  }
}

/** A space after the closing quote leaves the quotes in the cell. */
const withoutQuotes = (cell: string) => {
  const text = cell.trimEnd();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
};

async function* readSpaceDelimited(path: string, encoding: Encoding): AsyncGenerator<RawRow> {
  let row = 0;
  for await (const line of createInterface({ input: openText(path, encoding), crlfDelay: Infinity })) {
    row += 1;
    yield { row, cells: line.trim().split(/\s+/) };
  }
}
