import type { Row } from '#kernel/db/batch.ts';
import type { FieldProblem } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { historyEntry, recordChange } from '#platform/audit/server/recordChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { assertReferences, newRow, parseValues } from './parseRecord.ts';
import { partsOf } from './selectRecord.ts';
import { changedFields, insertRecord, updateRow } from './writeRecord.ts';

/** Rows by the name under which the parent shows them. */
export type Parts = Record<string, Row[]>;

/** Most parts that one request may carry. */
const partLimit = 500;

const nameOf = (object: ObjectDefinition) => object.partOf?.as as string;

/** The parts that a record has now; none for an object without parts. */
export async function loadParts(ctx: RequestContext, objects: readonly ObjectDefinition[], parentId: string): Promise<Parts> {
  const parts: Parts = {};
  for (const object of objects) parts[nameOf(object)] = (await partsOf(ctx, object, [parentId])).get(parentId) ?? [];
  return parts;
}

/** The parts as they are to be: those of the input where it names them, else those that are there. */
export function wantedParts(
  ctx: RequestContext,
  objects: readonly ObjectDefinition[],
  from: { parent: Row; input: unknown; existing: Parts },
): { parts: Parts; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const parts: Parts = {};
  for (const object of objects) {
    const as = nameOf(object);
    const given = (from.input as Row | null)?.[as];
    const existing = from.existing[as] ?? [];
    if (given === undefined) parts[as] = existing.map((row) => ({ ...row }));
    else if (!Array.isArray(given) || given.length > partLimit) problems.push({ path: as, code: 'field.not_a_list', details: { max: partLimit } });
    else parts[as] = given.map((line: unknown, i) => onePart(ctx, object, { line, i, parent: from.parent, existing, problems }));
    problems.push(...repeated(as, parts[as] ?? []));
  }
  return { parts, problems };
}

interface OnePart {
  line: unknown;
  i: number;
  parent: Row;
  existing: readonly Row[];
  problems: FieldProblem[];
}

/** An id that is among the record's parts changes that part; any other line is a new one. */
function onePart(ctx: RequestContext, object: ObjectDefinition, { line, i, parent, existing, problems }: OnePart): Row {
  const { field } = object.partOf as { field: string };
  const { id, ...values } = (typeof line === 'object' && line !== null ? line : {}) as Row;
  const currency = (parent['currency'] ?? ctx.session.organisation.currency) as string;
  const given = Object.fromEntries(Object.entries(values).filter(([name]) => !object.fields[name]?.readOnly && name !== field));
  const parsed = parseValues(object, { currency, ...given, position: i }, { currency });
  const before = existing.find((row) => row['id'] === id);
  const made = before ? { values: { ...before, ...parsed.values }, problems: [] } : newRow(ctx, object, { amount: 0, ...parsed.values, [field]: parent['id'] });
  for (const p of [...parsed.problems, ...made.problems]) problems.push({ ...p, path: `${nameOf(object)}[${i}].${p.path}` });
  return made.values;
}

function repeated(as: string, rows: readonly Row[]): FieldProblem[] {
  const ids = rows.map((row) => row['id']);
  return ids.flatMap((id, i) => (ids.indexOf(id) < i ? [{ path: `${as}[${i}].id`, code: 'field.not_unique' }] : []));
}

/** The parts become exactly these: what differs is updated, what is new inserted, the rest deleted; each with its history. Returns the rows as written. */
export async function writeParts(
  ctx: RequestContext,
  objects: readonly ObjectDefinition[],
  { existing, parts }: { existing: Parts; parts: Parts },
): Promise<Parts> {
  const written: Parts = {};
  for (const object of objects) {
    const as = nameOf(object);
    const [had, wanted] = [existing[as] ?? [], parts[as] ?? []];
    await assertReferences(
      ctx,
      object,
      wanted.map((row) => ({ ...row, [object.partOf?.field as string]: null })),
      (i) => `${as}[${i}].`,
    );
    for (const row of had) if (!wanted.some((w) => w['id'] === row['id'])) writePart(ctx, object, row, { ...row, deletedAt: ctx.now });
    written[as] = wanted.map((row) =>
      writePart(
        ctx,
        object,
        had.find((e) => e['id'] === row['id']),
        row,
      ),
    );
  }
  return written;
}

function writePart(ctx: RequestContext, object: ObjectDefinition, before: Row | undefined, row: Row): Row {
  if (before && !changedFields(before, row).length) return before;
  const after = before ? { ...row, version: (before['version'] as number) + 1, updatedAt: ctx.now } : row;
  const kind = !before ? 'created' : row['deletedAt'] ? 'deleted' : 'updated';
  const entry = historyEntry(ctx, object, { kind, before, after });
  if (before) updateRow(ctx, object, { before, after, chain: entry.hash });
  else insertRecord(ctx, object, after, entry.hash);
  recordChange(ctx, entry);
  return { ...after, chain: entry.hash };
}
