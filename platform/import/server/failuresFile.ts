import type { Readable } from 'node:stream';
import { sql } from '#kernel/db/sql.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Services } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { streamCsv } from '#platform/export/server/streamCsv.ts';
import { streamWorkbook } from '#platform/export/server/streamWorkbook.ts';
import { explainProblem } from './explainProblem.ts';
import type { ImportRun } from './importRun.ts';
import type { RowProblem } from './parseRow.ts';

const pageRows = 500;

interface FailureRow {
  row: number;
  cells: string[];
  errors: RowProblem[];
}

/** The rows that were not taken, as they stood in the file, with the reason at the end: to be mended and imported again. */
export function failuresFile(
  services: Services,
  session: Session,
  run: ImportRun,
  locale: string,
): { stream: Readable; contentType: string; extension: string } {
  const t = (key: string, params?: Record<string, unknown>) => services.translate(locale, key, params);
  const { headers, hasHeader, format } = run.tableInfo;
  const header = [...headers.map((name, i) => (hasHeader && name !== '' ? name : t('import.failures.column', { n: i + 1 }))), t('import.failures.reason')];
  const rows = lines(services, session, run, locale);
  if (format === 'xlsx')
    return { stream: streamWorkbook(header, rows), contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' };
  return { stream: streamCsv(header.map(harmless), rows), contentType: 'text/csv; charset=utf-8', extension: 'csv' };
}

/** A cell that a spreadsheet would take for a formula gets a quote before it; signed numbers and phone numbers are none. */
export const harmless = (cell: string) => (/^[=+\-@\t\r]/.test(cell) && !/^[+-][\d\s.,()-]*$/.test(cell) ? `'${cell}` : cell);

async function* lines(services: Services, session: Session, run: ImportRun, locale: string): AsyncGenerator<string[]> {
  const object = session.registry.get(run.object);
  const width = run.tableInfo.headers.length;
  let after = 0;
  for (;;) {
    const page = await execute(services, session, { via: 'job', isCommand: false }, (ctx) =>
      ctx.db.rows<FailureRow>(
        sql`select f."row", f.cells, f.errors from app.v_import_failure f where f.tenant_id = ${ctx.tenantId}::uuid and f.import_id = ${run.id}::uuid and f."row" > ${after}::int8 and f.errors -> 0 ->> 'code' <> 'import.kept_without_key' order by f."row" limit ${pageRows}`,
      ),
    );
    for (const { cells, errors } of page) {
      yield [
        ...Array.from({ length: Math.max(width, cells.length) }, (_, i) => cells[i] ?? ''),
        errors.map((error) => reason(services, object, error, locale)).join(locale === 'en' ? '; ' : '；'),
      ].map(harmless);
    }
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    after = last.row;
  }
}

function reason(services: Services, object: ObjectDefinition, problem: RowProblem, locale: string): string {
  const { path } = problem;
  const message = explainProblem(services, object, problem, locale);
  if (!path) return message;
  const name = object.fields[path]?.label ?? services.translate(locale, `field.${object.name}.${path}`);
  return `${name}${locale === 'en' ? ': ' : '：'}${message}`;
}
