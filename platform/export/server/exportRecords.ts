import type { Readable } from 'node:stream';
import type { Row } from '#kernel/db/batch.ts';
import { columnFields, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Services, Via } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { listRecords, type ListInput, type References } from '#platform/records/server/listRecords.ts';
import { presentRecord } from '#platform/records/server/presentRecord.ts';
import { begun, streamCsv } from './streamCsv.ts';
import { streamWorkbook } from './streamWorkbook.ts';

interface ExportOptions {
  format: 'csv' | 'xlsx';
  locale: string;
  input: ListInput;
  via: Via;
}

const pageSize = 500;

/** Fields that only the system understands. */
const internal = new Set(['version', 'updatedAt', 'createdBy', 'deletedAt', 'userId']);

/** Streams all matching records that the caller may see, page by page along the list's cursor. */
export async function exportRecords(
  services: Services,
  session: Session,
  object: ObjectDefinition,
  options: ExportOptions,
): Promise<{ stream: Readable; contentType: string }> {
  const names = [...columnFields(object).map(([n]) => n), ...Object.keys(object.fields).filter((n) => object.fields[n]?.custom)].filter(
    (n) => !internal.has(n),
  );
  const header = names.map((n) => object.fields[n]?.label ?? services.translate(options.locale, `field.${object.name}.${n}`));
  const rows = await begun(lines(services, session, object, { ...options, names }));
  if (options.format === 'csv') return { stream: streamCsv(header, rows, { escape_formulas: true }), contentType: 'text/csv; charset=utf-8' };
  return { stream: streamWorkbook(header, rows), contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
}

async function* lines(
  services: Services,
  session: Session,
  object: ObjectDefinition,
  options: ExportOptions & { names: readonly string[] },
): AsyncGenerator<string[]> {
  let cursor: string | null = null;
  do {
    const input: ListInput = { ...options.input, fields: undefined, limit: pageSize, cursor, include: ['references'] };
    const page = await execute(services, session, { via: options.via, isCommand: false, locale: options.locale }, (ctx) => listRecords(ctx, object, input));
    for (const item of page.items) {
      const shown = { row: presentRecord(object, item), references: page.references ?? {} };
      yield options.names.map((name) => cell(object, name, shown));
    }
    cursor = page.nextCursor;
  } while (cursor);
}

/** References go out by their title, so that the file reads, and comes back in, without ids. */
function cell(object: ObjectDefinition, name: string, { row, references }: { row: Row; references: References }): string {
  const value = name.startsWith('custom.') ? (row['custom'] as Row)[name.slice(7)] : row[name];
  if (value === null || value === undefined) return '';
  if (object.fields[name]?.kind === 'reference' && name !== 'id') return references[value as string]?.title ?? '';
  return String(value);
}
