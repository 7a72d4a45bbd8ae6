import type { Readable } from 'node:stream';
import { invalid } from '#kernel/errors.ts';
import type { RawRow } from './readCsv.ts';
import { attribute, scanXml } from './scanXml.ts';
import { builtInStyle, numericCellText, styleOfFormat, type NumberStyle } from './xlsxValue.ts';
import { openZipEntry, readZipDirectory, type ZipEntry } from './zipFile.ts';

export interface XlsxBook {
  /** Visible sheets in their order. */
  sheets: string[];
  rows(sheet: string): AsyncIterable<RawRow>;
}

interface Parts {
  path: string;
  entries: Map<string, ZipEntry>;
}

const maxColumns = 16_384;
const maxSharedCharacters = 512 * 1024 ** 2;

export async function openXlsx(path: string): Promise<XlsxBook> {
  const parts: Parts = { path, entries: await readZipDirectory(path) };
  const workbook = await findWorkbook(parts);
  const folder = workbook.slice(0, workbook.lastIndexOf('/') + 1);
  const { sheets, since1904 } = await readWorkbook(parts, workbook);
  const targets = await readRelations(parts, relationsOf(workbook), folder);
  const files = new Map(sheets.map(({ name, relation }) => [name, targets.get(relation)?.target ?? '']));
  const fileOf = (kind: string) => [...targets.values()].find((each) => each.type.endsWith(kind))?.target ?? '';
  const styles = await readStyles(parts, fileOf('/styles'));
  let strings: Promise<string[]> | undefined;
  return {
    sheets: sheets.map(({ name }) => name),
    async *rows(sheet) {
      strings ??= readSharedStrings(parts, fileOf('/sharedStrings'));
      yield* readSheet(parts, files.get(sheet) ?? '', { strings: await strings, styles, since1904 });
    },
  };
}

const relationsOf = (name: string) => name.replace(/([^/]*)$/, '_rels/$1.rels');

async function findWorkbook(parts: Parts): Promise<string> {
  const targets = await readRelations(parts, '_rels/.rels', '');
  const workbook = [...targets.values()].find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  if (!parts.entries.has(workbook)) throw invalid('import.not_a_spreadsheet');
  return workbook;
}

/** Sends the XML of a part through handlers; after each chunk the caller may take what came. */
async function* scanPart({ path, entries }: Parts, name: string, handlers: Parameters<typeof scanXml>[0]): AsyncGenerator<undefined> {
  const entry = entries.get(name);
  if (!entry) return;
  const scanner = scanXml(handlers);
  const decoder = new TextDecoder('utf-8');
  const stream: Readable = await openZipEntry(path, entry);
  for await (const chunk of stream) {
    scanner.write(decoder.decode(chunk as Buffer, { stream: true })); // a byte stream yields buffers
    yield;
  }
}

async function readPart(parts: Parts, name: string, handlers: Partial<Parameters<typeof scanXml>[0]>) {
  const ignore = () => undefined;
  for await (const _ of scanPart(parts, name, { open: ignore, text: ignore, close: ignore, ...handlers }));
}

async function readRelations(parts: Parts, name: string, folder: string): Promise<Map<string, { type: string; target: string }>> {
  const found = new Map<string, { type: string; target: string }>();
  await readPart(parts, name, {
    open(tag, attributes) {
      if (tag !== 'Relationship') return;
      const target = attribute(attributes, 'Target') ?? '';
      found.set(attribute(attributes, 'Id') ?? '', {
        type: attribute(attributes, 'Type') ?? '',
        target: target.startsWith('/') ? target.slice(1) : folder + target.replace(/^\.\//, ''),
      });
    },
  });
  return found;
}

async function readWorkbook(parts: Parts, name: string) {
  const sheets: { name: string; relation: string }[] = [];
  let since1904 = false;
  await readPart(parts, name, {
    open(tag, attributes) {
      if (tag === 'workbookPr') since1904 = /^(?:1|true)$/.test(attribute(attributes, 'date1904') ?? '');
      if (tag !== 'sheet' || /hidden/i.test(attribute(attributes, 'state') ?? '')) return;
      sheets.push({ name: attribute(attributes, 'name') ?? '', relation: attribute(attributes, 'id') ?? '' });
    },
  });
  return { sheets, since1904 };
}

async function readStyles(parts: Parts, name: string): Promise<NumberStyle[]> {
  const formats = new Map<number, NumberStyle>();
  const styles: NumberStyle[] = [];
  let inCellFormats = false;
  await readPart(parts, name, {
    open(tag, attributes) {
      if (tag === 'numFmt') formats.set(Number(attribute(attributes, 'numFmtId')), styleOfFormat(attribute(attributes, 'formatCode') ?? ''));
      if (tag === 'cellXfs') inCellFormats = true;
      if (tag !== 'xf' || !inCellFormats) return;
      const id = Number(attribute(attributes, 'numFmtId') ?? 0);
      styles.push(formats.get(id) ?? builtInStyle(id));
    },
    close(tag) {
      if (tag === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

/** Rich text is joined; phonetic guides (rPh) are left out. */
async function readSharedStrings(parts: Parts, name: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let characters = 0;
  let inText = false;
  let inPhonetic = false;
  await readPart(parts, name, {
    open(tag) {
      if (tag === 'si') text = '';
      if (tag === 'rPh') inPhonetic = true;
      if (tag === 't') inText = !inPhonetic;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(tag) {
      if (tag === 't') inText = false;
      if (tag === 'rPh') inPhonetic = false;
      if (tag !== 'si') return;
      characters += text.length;
      if (characters > maxSharedCharacters) throw invalid('import.file_too_large');
      strings.push(unescapeControl(text));
    },
  });
  return strings;
}

/** Control characters are written as _x000D_. */
const unescapeControl = (text: string) =>
  text.includes('_x') ? text.replace(/_x([\dA-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

interface SheetContext {
  strings: readonly string[];
  styles: readonly NumberStyle[];
  since1904: boolean;
}

async function* readSheet(parts: Parts, name: string, context: SheetContext): AsyncGenerator<RawRow> {
  const ready: RawRow[] = [];
  const handlers = sheetHandlers(context, (row) => ready.push(row));
  for await (const _ of scanPart(parts, name, handlers)) yield* ready.splice(0);
}

/** Column of a reference such as AB12, counted from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) & ~32;
    if (value < 65 || value > 90) break;
    column = column * 26 + value - 64;
  }
  return column - 1;
}

function sheetHandlers(context: SheetContext, emit: (row: RawRow) => void): Parameters<typeof scanXml>[0] {
  let row: RawRow = { row: 0, cells: [] };
  let column = -1;
  let cell = { type: '', style: 0, text: '' };
  let takes = false;
  let inPhonetic = false;

  const startCell = (attributes: string) => {
    const reference = attribute(attributes, 'r');
    column = reference === undefined ? column + 1 : columnOf(reference);
    cell = { type: attribute(attributes, 't') ?? 'n', style: Number(attribute(attributes, 's') ?? 0), text: '' };
  };
  const endCell = () => {
    if (column < 0 || column >= maxColumns) return;
    while (row.cells.length < column) row.cells.push('');
    row.cells[column] = cellText(cell, context);
  };
  const startRow = (attributes: string) => {
    row = { row: Number(attribute(attributes, 'r') ?? row.row + 1), cells: [] };
    column = -1;
  };

  return {
    open(tag, attributes) {
      if (tag === 'row') startRow(attributes);
      else if (tag === 'c') startCell(attributes);
      else if (tag === 'rPh') inPhonetic = true;
      else if (tag === 'v' || tag === 't') takes = !inPhonetic;
    },
    text(piece) {
      if (takes) cell.text += piece;
    },
    close(tag) {
      if (tag === 'v' || tag === 't') takes = false;
      else if (tag === 'rPh') inPhonetic = false;
      else if (tag === 'c') endCell();
      else if (tag === 'row') emit(row);
    },
  };
}

function cellText({ type, style, text }: { type: string; style: number; text: string }, { strings, styles, since1904 }: SheetContext): string {
  switch (type) {
    case 's':
      return strings[Number(text)] ?? '';
    case 'inlineStr':
    case 'str':
      return unescapeControl(text);
    case 'b':
      return text === '' ? '' : text === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return text;
    case 'd':
      return text.replace(/T00:00:00(?:\.0+)?Z?$/, '');
    default:
      return numericCellText(text, styles[style] ?? { is: 'number' }, since1904);
  }
}
