import type { Row } from '#kernel/db/batch.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { conflict, forbidden, invalidFields, preconditionFailed, type FieldProblem } from '#kernel/errors.ts';
import { minorToMoney, moneyToMinor } from '#kernel/money.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { abilities, mayUse, type Action } from '#platform/access/server/scope.ts';
import { historyEntry, recordChange, type ChangeKind } from '#platform/audit/server/recordChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { assertReferences, mergeCustom, newRow, parseValues } from './parseRecord.ts';
import { loadParts, wantedParts, writeParts, type Parts } from './parts.ts';
import { lockVisibleRecord } from './selectRecord.ts';
import { changedFields, insertRecord, updateRow } from './writeRecord.ts';

export interface UpdateInput {
  id: string;
  version?: number;
  patch: unknown;
}

export function assertMay(ctx: RequestContext, object: ObjectDefinition, action: Action) {
  const replaced = action !== 'read' && object.without?.includes(action);
  if (replaced || !mayUse(ctx.session, object, action)) throw forbidden('access.denied', { object: object.name, action });
}

/** Writes a new or changed row with its history entry and event; collected, sent with the commit. Asks nothing: see `changeExisting`. */
export function writeChange(ctx: RequestContext, object: ObjectDefinition, change: { kind: ChangeKind; before: Row | undefined; after: Row }): Row {
  const { before, after, kind } = change;
  const entry = historyEntry(ctx, object, change);
  if (before) updateRow(ctx, object, { before, after, chain: entry.hash });
  else insertRecord(ctx, object, after, entry.hash);
  recordChange(ctx, entry);
  ctx.emit(`${object.name}.${kind}`, { id: after['id'], changed: before ? changedFields(before, after) : [] });
  return after;
}

const decideWith = async (ctx: RequestContext, object: ObjectDefinition, change: { before: Row | undefined; after: Row; parts: Parts }) => {
  let { after } = change;
  for (const module of ctx.services.modules) after = (await module.decide?.[object.name]?.(ctx, { ...change, after })) ?? after;
  return after;
};

const partNamesOf = (objects: readonly ObjectDefinition[]) => objects.map((p) => p.partOf?.as ?? '');

export async function createRecord(ctx: RequestContext, object: ObjectDefinition, input: unknown): Promise<Row> {
  assertMay(ctx, object, 'create');
  const partObjects = ctx.session.registry.partsOf(object.name);
  const parsed = parseValues(object, input, { currency: ctx.session.organisation.currency, partNames: partNamesOf(partObjects) });
  const { values: row, problems } = newRow(ctx, object, parsed.values);
  const { parts, problems: partProblems } = wantedParts(ctx, partObjects, { parent: row, input, existing: {} });
  const wrong = [...parsed.problems, ...partProblems];
  const decided = wrong.length ? row : await decideWith(ctx, object, { before: undefined, after: row, parts });
  // What was left out may have been decided, such as an order's amount from its lines.
  throwProblems([...wrong, ...problems.filter((p) => decided[p.path] === undefined && !wrong.some((w) => w.path === p.path))]);
  await assertReferences(ctx, object, [decided]);
  const after = writeChange(ctx, object, { kind: 'created', before: undefined, after: decided });
  return { ...after, ...(await writeParts(ctx, partObjects, { existing: {}, parts })) };
}

export async function updateRecord(ctx: RequestContext, object: ObjectDefinition, input: UpdateInput): Promise<Row> {
  assertMay(ctx, object, 'update');
  const before = await lockVisibleRecord(ctx, object, input.id);
  assertSameVersion(before, input.version);
  const partObjects = ctx.session.registry.partsOf(object.name);
  const currency = (before['currency'] ?? ctx.session.organisation.currency) as string;
  const { values, problems } = parseValues(object, input.patch, { currency, partNames: partNamesOf(partObjects) });
  const custom = values['custom'] ? mergeCustom(before['custom'], values['custom']) : before['custom'];
  const existing = await loadParts(ctx, partObjects, input.id);
  const after = { ...before, ...values, custom };
  const wanted = wantedParts(ctx, partObjects, { parent: after, input: input.patch, existing });
  throwProblems([...problems, ...wanted.problems]);
  return changeExisting(ctx, object, { before, after: inNewCurrency(object, { before, after, given: values }), existing, parts: wanted.parts });
}

export interface Change {
  before: Row;
  after: Row;
  existing: Parts;
  parts: Parts;
}

/** The one way by which a record that is there changes, by hand or by undo: may it, what do the rules say, do the references exist, write. */
export async function changeExisting(ctx: RequestContext, object: ObjectDefinition, change: Change): Promise<Row> {
  assertMay(ctx, object, 'update');
  const { before, existing, parts } = change;
  const partObjects = ctx.session.registry.partsOf(object.name);
  if (before['ownerId'] !== change.after['ownerId'] && !abilities(ctx.session, object, before).delete)
    throw forbidden('access.owner_only', { object: object.name });
  const after = await decideWith(ctx, object, { before, after: change.after, parts });
  const changed = changedFields(before, after);
  if (!changed.length && sameParts(existing, parts)) return { ...before, ...existing };
  await assertReferences(ctx, object, [Object.fromEntries(changed.map((name) => [name, after[name]]))]);
  const written = writeChange(ctx, object, { kind: 'updated', before, after: touched(ctx, after) });
  return { ...written, ...(await writeParts(ctx, partObjects, { existing, parts })) };
}

const sameParts = (existing: Parts, parts: Parts) =>
  Object.entries(parts).every(
    ([as, rows]) =>
      rows.length === existing[as]?.length && rows.every((row) => existing[as]?.some((e) => e['id'] === row['id'] && !changedFields(e, row).length)),
  );

/** In another currency an amount that the change does not name keeps its figure, not its minor units. */
function inNewCurrency(object: ObjectDefinition, { before, after, given }: { before: Row; after: Row; given: Row }): Row {
  const [from, to] = [before['currency'] as string, after['currency'] as string];
  if (from === to || !object.fields['currency']) return after;
  const kept = Object.keys(object.fields).filter((name) => object.fields[name]?.kind === 'money' && typeof after[name] === 'number' && !(name in given));
  const moved = kept.map(
    (name) =>
      [
        name,
        moneyToMinor(
          minorToMoney(before[name] as number, from).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros)),
          to,
        ),
      ] as const,
  );
  throwProblems(moved.filter(([, value]) => value === undefined).map(([path]) => ({ path, code: 'field.not_money', details: { currency: to } })));
  return { ...after, ...Object.fromEntries(moved) };
}

/** Another version, at this instant. */
export const touched = (ctx: RequestContext, row: Row): Row => ({ ...row, version: (row['version'] as number) + 1, updatedAt: ctx.now });

export function assertSameVersion(before: Row, version: number | undefined) {
  if (version !== undefined && before['version'] !== version)
    throw preconditionFailed('record.changed_meanwhile', { id: before['id'], version: before['version'] });
}

function assertOwnSide(ctx: RequestContext, object: ObjectDefinition, row: Row) {
  assertMay(ctx, object, 'delete');
  if (!abilities(ctx.session, object, row).delete) throw forbidden('access.owner_only', { object: object.name });
}

export async function deleteRecord(ctx: RequestContext, object: ObjectDefinition, id: string): Promise<Row> {
  const before = await lockVisibleRecord(ctx, object, id);
  assertOwnSide(ctx, object, before);
  return writeChange(ctx, object, { kind: 'deleted', before, after: { ...touched(ctx, before), deletedAt: ctx.now } });
}

/** Out of the recycle bin; refused, with the other's id, where a unique value was taken meanwhile. */
export async function restoreRecord(ctx: RequestContext, object: ObjectDefinition, id: string): Promise<Row> {
  const before = await lockVisibleRecord(ctx, object, id, 'deleted');
  assertOwnSide(ctx, object, before);
  await assertStillFree(ctx, object, before);
  return writeChange(ctx, object, { kind: 'restored', before, after: { ...touched(ctx, before), deletedAt: null } });
}

async function assertStillFree(ctx: RequestContext, object: ObjectDefinition, row: Row) {
  const sets = [
    ...(object.unique ?? []),
    ...Object.keys(object.fields)
      .filter((name) => object.fields[name]?.unique)
      .map((name) => [name]),
  ];
  for (const fields of sets.filter((set) => set.every((name) => row[name] !== null))) {
    const same = raw(fields.map((name) => `t.${column(name)} = d.${column(name)}`).join(' and '));
    const other = await ctx.db.first<{ id: string }>(
      sql`select t.id from ${raw(object.view)} t join ${raw(object.view)} d on d.tenant_id = t.tenant_id and ${same} where t.tenant_id = ${ctx.tenantId}::uuid and d.id = ${row['id']}::uuid and t.deleted_at is null`,
    );
    if (other) throw conflict('record.not_unique', { object: object.name, fields, id: other.id });
  }
}

function throwProblems(problems: readonly FieldProblem[]) {
  if (problems.length) throw invalidFields(problems);
}
