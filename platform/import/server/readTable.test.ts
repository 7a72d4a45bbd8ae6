import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable, type Table, type TableOptions } from './readTable.ts';

const data = path.resolve(import.meta.dirname, '../../../../shared/data');
const hasData = existsSync(data);
if (!hasData) console.warn(`the tests with real files are skipped: ${data} is absent`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhike-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function openText(content: string | Buffer, options?: TableOptions) {
  const file = path.join(folder, `${crypto.randomUUID()}.csv`);
  await writeFile(file, content);
  return openTable(file, options);
}

async function allRows(table: Table, fromRow?: number) {
  const rows = [];
  for await (const row of table.rows(fromRow)) rows.push(row);
  return rows;
}

describe.skipIf(!hasData)('real files', () => {
  test.each([
    ['chinese-companies/listed_companies.csv', 'utf-8', ',', true, 3005],
    ['chinese-companies/stock_basic_gbk.csv', 'gb18030', ',', true, 4347],
    ['maven-crm/accounts.csv', 'utf-8', ',', true, 85],
    ['maven-crm/sales_pipeline.csv', 'utf-8', ',', true, 8800],
    ['cdnow/CDNOW_sample.txt', 'utf-8', ' ', false, 6919],
    ['fixtures-xlsx/text_and_numbers.txt', 'utf-16le', '\t', true, 2],
  ] as const)('%s is read whole', async (file, encoding, delimiter, hasHeader, count) => {
    const table = await openTable(path.join(data, file));
    expect(table).toMatchObject({ format: 'csv', encoding, delimiter, hasHeader });
    const rows = await allRows(table);
    expect(rows).toHaveLength(count);
    expect(rows.filter((row) => row.problem)).toEqual([]);
  });

  test('GBK names come out as they went in, and an unnamed column stays', async () => {
    const table = await openTable(path.join(data, 'chinese-companies/stock_basic_gbk.csv'));
    expect(table.headers).toEqual(['', 'TS代码', '股票代码', '股票名称', '行业']);
    expect(table.sample[0]).toEqual(['0', '000001.SZ', '000001', '平安银行', '银行']);
  });

  test.each(hasData ? readdirSync(path.join(data, 'fixtures-contacts-csv')).filter((file) => file.endsWith('.csv')) : [])(
    '%s of another program is read',
    async (file) => {
      const table = await openTable(path.join(data, 'fixtures-contacts-csv', file));
      const rows = await allRows(table);
      expect(table.hasHeader).toBe(true);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row) => row.cells.length > table.headers.length)).toEqual([]);
    },
  );

  test.each(hasData ? readdirSync(path.join(data, 'fixtures-xlsx')).filter((file) => file.endsWith('.xlsx')) : [])(
    'every sheet of %s is read',
    async (file) => {
      const { sheets = [] } = await openTable(path.join(data, 'fixtures-xlsx', file));
      const counts = [];
      for (const sheet of sheets) counts.push((await allRows(await openTable(path.join(data, 'fixtures-xlsx', file), { sheet }))).length);
      expect(Math.max(...counts)).toBeGreaterThan(0);
    },
  );

  test('a workbook reads as the CSV that its program made of it', async () => {
    const [book, text] = await Promise.all([
      openTable(path.join(data, 'fixtures-xlsx/Attendance.xlsx')),
      openTable(path.join(data, 'fixtures-xlsx/Attendance.csv')),
    ]);
    expect(book.headers).toEqual(text.headers);
    const strip = (rows: { cells: string[] }[]) => rows.map(({ cells }) => cells.slice(1));
    expect(strip(await allRows(book))).toEqual(strip(await allRows(text)));
  });
});

test('rows are numbered as in a spreadsheet and reading can begin anywhere', async () => {
  const table = await openText('name,qty\na,1\n\n,\nb,2\nc,3\n');
  expect(await allRows(table)).toEqual([
    { row: 2, cells: ['a', '1'] },
    { row: 5, cells: ['b', '2'] },
    { row: 6, cells: ['c', '3'] },
  ]);
  expect(await allRows(table, 6)).toEqual([{ row: 6, cells: ['c', '3'] }]);
});

test.each([
  ['short and long rows', 'a,b\n1\n1,2,3\n', [['1'], ['1', '2', '3']]],
  ['spaces before a quote', 'a,b\n"x, y", "z, \'0\'" \n', [['x, y', "z, '0'"]]],
  [
    'a quote inside a cell',
    'a,b\n5" pipe,2\n"x" y,3\n',
    [
      ['5" pipe', '2'],
      ['"x" y', '3'],
    ],
  ],
  ['doubled quotes and line ends inside a cell', 'a,b\r\n"say ""hi""\r\nthere",2\r\n', [['say "hi"\r\nthere', '2']]],
  [
    'empty cells between tabs',
    'a\tb\tc\n1\t\t3\n\t2\t\n',
    [
      ['1', '', '3'],
      ['', '2', ''],
    ],
  ],
  [
    'line ends of old Macs',
    'a,b\r1,2\r3,4\r',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
])('%s are tolerated', async (_case, text, cells) => {
  expect((await allRows(await openText(text, { hasHeader: true }))).map((row) => row.cells)).toEqual(cells);
});

test('a damaged row is reported and the others are read', async () => {
  const bytes = Buffer.concat([Buffer.from('name,city\nAcme,北京公司\nB'), Buffer.from([0xff]), Buffer.from('b,上海公司\nC\0c,广州市中山大道\n')]);
  expect(await allRows(await openText(bytes, { encoding: 'utf-8' }))).toMatchObject([
    { row: 2, cells: ['Acme', '北京公司'] },
    { row: 3, problem: 'import.invalid_text' },
    { row: 4, cells: ['Cc', '广州市中山大道'], problem: 'import.nul_byte' },
  ]);
});

test('a quote that is never closed stops with the row where it opens', async () => {
  const table = await openText('a,b\n1,2\n"3,4\n5,6\n', { hasHeader: true, delimiter: ',' }).catch((error: unknown) => error);
  expect(table).toMatchObject({ code: 'import.unreadable_row', details: { row: 3 } });
});

test('the user may overrule what was recognised', async () => {
  const table = await openText(iconv.encode('客户,公司\n阿里,中国\n', 'big5'), { encoding: 'gb18030', hasHeader: false });
  expect(table).toMatchObject({ encoding: 'gb18030', hasHeader: false, headers: ['', ''] });
});

test('an empty file has no columns and no rows', async () => {
  const table = await openText('');
  expect(table).toMatchObject({ headers: [], sample: [], hasHeader: false });
  expect(await allRows(table)).toEqual([]);
});

test('Chinese text after a long English beginning is recognised', async () => {
  const english = Array.from({ length: 20_000 }, (_, i) => `${i},customer number ${i}`).join('\n');
  const table = await openText(Buffer.concat([Buffer.from(`id,name\n${english}\n`), iconv.encode('20000,长沙银行股份有限公司\n', 'gb18030')]));
  expect(table.encoding).toBe('gb18030');
  expect((await allRows(table, 20_002)).map((row) => row.cells[1])).toEqual(['长沙银行股份有限公司']);
});

async function writeBook(fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void) {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet('客户'), book);
  const file = path.join(folder, `${crypto.randomUUID()}.xlsx`);
  await book.xlsx.writeFile(file);
  return file;
}

test.each([[false], [true]])('cells of a workbook become text (dates since 1904: %s)', async (date1904) => {
  const file = await writeBook((sheet, book) => {
    book.properties.date1904 = date1904;
    sheet.addRow(['name', 'on', 'at', 'code', 'amount', 'sum', 'yes', 'rich', 'link', 'error']);
    const row = sheet.addRow([
      '长沙银行',
      new Date(Date.UTC(2019, 3, 3)),
      new Date(Date.UTC(2019, 3, 3, 14, 5)),
      1,
      0.1 + 0.2,
      { formula: 'E2*2', result: 12345678901 },
      true,
      { richText: [{ text: '富' }, { text: '文本' }] },
      { text: 'site', hyperlink: 'https://example.com' },
      { error: '#N/A' },
    ]);
    row.getCell(2).numFmt = 'yyyy"年"m"月"d"日"';
    row.getCell(3).numFmt = 'yyyy-mm-dd hh:mm';
    row.getCell(4).numFmt = '000000';
  });
  const table = await openTable(file);
  expect(table).toMatchObject({ format: 'xlsx', sheets: ['客户'], hasHeader: true });
  expect(await allRows(table)).toEqual([
    { row: 2, cells: ['长沙银行', '2019-04-03', '2019-04-03 14:05:00', '000001', '0.3', '12345678901', 'TRUE', '富文本', 'site', '#N/A'] },
  ]);
});

test('gaps and blank rows of a workbook keep their places', async () => {
  const file = await writeBook((sheet) => {
    sheet.addRow(['name', 'city', 'phone']);
    sheet.getCell('A4').value = 'Acme';
    sheet.getCell('C4').value = '95588';
  });
  expect(await allRows(await openTable(file))).toEqual([{ row: 4, cells: ['Acme', '', '95588'] }]);
});

/** A workbook of one sheet, put together by hand. */
function zip(files: Record<string, string | Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(Math.min(raw.length, 1000), 24); // a lie, as bombs tell it
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

const bookOf = (sheet: string | Buffer) =>
  zip({
    '_rels/.rels': '<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml': '<x:workbook xmlns:x="m"><x:sheets><x:sheet name="&#20844;司" sheetId="1" r:id="R1"/></x:sheets></x:workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="R1" Type="http://x/worksheet" Target="/xl/worksheets/my sheet.xml"/></Relationships>',
    'xl/worksheets/my sheet.xml': sheet,
  });

test('a workbook of an unusual program is read: prefixes, absolute targets, cells without a place, inline and phonetic text', async () => {
  const cell = '<x:c t="inlineStr"><x:is><x:r><x:t>東</x:t></x:r><x:r><x:t>京</x:t></x:r><x:rPh sb="0" eb="2"><x:t>トウキョウ</x:t></x:rPh></x:is></x:c>';
  const table = await openText(
    bookOf(`<x:worksheet><x:sheetData><x:row>${cell}<x:c><x:v>1.5</x:v></x:c><x:c t='b'><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`),
    { hasHeader: false },
  );
  expect(table.sheets).toEqual(['公司']);
  expect(await allRows(table)).toEqual([{ row: 1, cells: ['東京', '1.5', 'FALSE'] }]);
});

test('a zip bomb is refused, whatever its directory says', async () => {
  const error = await openText(bookOf(Buffer.alloc(40 * 1024 ** 2, '<row></row>'))).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'import.file_too_large' });
});

test('a document type, which could make text grow without end, is refused', async () => {
  const error = await openText(bookOf('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'import.damaged_file' });
});

test.each([
  ['a cut workbook', bookOf('<worksheet/>').subarray(0, 300), 'import.damaged_file'],
  ['a zip file that is no workbook', zip({ 'a.txt': 'hello' }), 'import.not_a_spreadsheet'],
  ['a workbook of Excel 97', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'import.old_excel_format'],
])('%s is refused with the reason', async (_case, bytes, code) => {
  await expect(openText(bytes)).rejects.toMatchObject({ code });
});
