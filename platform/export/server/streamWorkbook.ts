import { PassThrough, type Readable } from 'node:stream';

/** A spreadsheet of one sheet, row by row. The library is loaded when the first is asked for: it would double the time to start. */
export function streamWorkbook(header: readonly string[], rows: AsyncIterable<string[]>): Readable {
  const out = new PassThrough();
  const write = async () => {
    const { default: ExcelJS } = await import('exceljs');
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out });
    const sheet = book.addWorksheet('Sheet1');
    sheet.addRow(header).commit();
    for await (const row of rows) sheet.addRow(row).commit();
    await book.commit();
  };
  write().catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  return out;
}
