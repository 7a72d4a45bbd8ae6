import type { Row } from '#kernel/db/batch.ts';
import type { FieldProblem } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { historyEntry, recordChange } from '#platform/audit/server/recordChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { assertReferences, newRow, parseValues } from './parseRecord.ts';
import { partsOf } from './selectRecord.ts';
import { changedFields, insertRecord, updateRow } from './writeRecord.ts';

export type Parts = Record<string, Row[]>;

/** Most parts that one request may carry. */
const partLimit = 500;

/** Checks the parts that a request carries; `parts` is undefined when it names none, so they stay as they are. */
export function newParts(ctx: RequestContext, objects: readonly ObjectDefinition[], from: { parent: Row; input: Row }): { parts: Parts | undefined; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const parts: Parts = {};
  for (const object of objects) {
    const as = object.partOf?.as as string;
    const given = from.input?.[as];
    if (given === undefined) continue;
    if (!Array.isArray(given) || given.length > partLimit) problems.push({ path: as, code: 'field.not_a_list', details: { max: partLimit } });
    else parts[as] = given.map((line: unknown, i) => onePart(ctx, object, { line, i, parent: from.parent, problems }));
  }
  return { parts: Object.keys(parts).length ? parts : undefined, problems };
}

function onePart(ctx: RequestContext, object: ObjectDefinition, from: { line: unknown; i: number; parent: Row; problems: FieldProblem[] }): Row {
  const { as, field } = object.partOf as { as: string; field: string };
  const currency = (from.parent['currency'] ?? ctx.session.organisation.currency) as string;
  const { id, ...line } = (typeof from.line === 'object' && from.line !== null ? from.line : {}) as Row;
  const given = Object.fromEntries(Object.entries(line).filter(([name]) => !object.fields[name]?.readOnly && name !== field));
  const parsed = parseValues(object, { currency, ...given, position: from.i }, { currency });
  const made = newRow(ctx, object, { amount: 0, ...parsed.values, [field]: from.parent['id'] });
  for (const p of [...parsed.problems, ...made.problems]) from.problems.push({ ...p, path: `${as}[${from.i}].${p.path}` });
  return typeof id === 'string' ? { ...made.values, id } : made.values;
}

/** The parts become exactly these: known ids are updated, new ones inserted, the rest deleted; each with its history. */
export async function replaceParts(ctx: RequestContext, objects: readonly ObjectDefinition[], to: { parent: Row; parts: Parts | undefined }) {
  if (!to.parts) return;
  for (const object of objects) {
    const { as } = object.partOf as { as: string };
    const wanted = to.parts[as];
    if (!wanted) continue;
    await assertReferences(ctx, object, wanted.map((row) => ({ ...row, [object.partOf?.field as string]: null })), (i) => `${as}[${i}].`);
    const isNew = to.parent['version'] === 1;
    const existing = isNew ? [] : ((await partsOf(ctx, object, [to.parent['id'] as string])).get(to.parent['id'] as string) ?? []);
    for (const row of existing) if (!wanted.some((w) => w['id'] === row['id'])) write(ctx, object, row, { ...row, deletedAt: ctx.now });
    for (const row of wanted) {
      const before = existing.find((e) => e['id'] === row['id']);
      // An id that is not among this record's parts is not taken over.
      if (!before && row['version'] === 1) write(ctx, object, undefined, { ...row, id: newId() });
      else if (before) write(ctx, object, before, { ...before, ...withoutStandard(row) });
    }
  }
}

const withoutStandard = ({ id: _id, version: _v, createdAt: _c, updatedAt: _u, createdBy: _b, deletedAt: _d, ...values }: Row): Row => values;

function write(ctx: RequestContext, object: ObjectDefinition, before: Row | undefined, row: Row) {
  if (!before) {
    const entry = historyEntry(ctx, object, { kind: 'created', before, after: row });
    insertRecord(ctx, object, row, entry.hash);
    return recordChange(ctx, entry);
  }
  if (!changedFields(before, row).length) return;
  const after = { ...row, version: (before['version'] as number) + 1, updatedAt: ctx.now };
  const entry = historyEntry(ctx, object, { kind: row['deletedAt'] ? 'deleted' : 'updated', before, after });
  updateRow(ctx, object, { before, after, chain: entry.hash });
  recordChange(ctx, entry);
}
