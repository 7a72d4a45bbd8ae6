import type { Row } from '#kernel/db/batch.ts';
import { forbidden, invalidFields, preconditionFailed } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { abilities, mayUse, type Action } from '#platform/access/server/scope.ts';
import { historyEntry, recordChange, type ChangeKind } from '#platform/audit/server/recordChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { assertReferences, mergeCustom, newRow, parseValues } from './parseRecord.ts';
import { newParts, replaceParts } from './parts.ts';
import { lockVisibleRecord } from './selectRecord.ts';
import { changedFields, insertRecord, updateRow } from './writeRecord.ts';

export interface UpdateInput { id: string; version?: number; patch: unknown }

export function assertMay(ctx: RequestContext, object: ObjectDefinition, action: Action) {
  const replaced = action !== 'read' && object.without?.includes(action);
  if (replaced || !mayUse(ctx.session, object, action)) throw forbidden('access.denied', { object: object.name, action });
}

/** Writes a new or changed row with its history entry and event; collected, sent with the commit. */
export function writeChange(ctx: RequestContext, object: ObjectDefinition, change: { kind: ChangeKind; before: Row | undefined; after: Row }): Row {
  const { before, after, kind } = change;
  const entry = historyEntry(ctx, object, change);
  if (before) updateRow(ctx, object, { before, after, chain: entry.hash });
  else insertRecord(ctx, object, after, entry.hash);
  recordChange(ctx, entry);
  ctx.emit(`${object.name}.${kind}`, { id: after['id'], changed: before ? changedFields(before, after) : [] });
  return after;
}

const decideWith = async (ctx: RequestContext, object: ObjectDefinition, change: { before: Row | undefined; after: Row; parts: Record<string, Row[]> | undefined }) => {
  let { after } = change;
  for (const module of ctx.services.modules) after = (await module.decide?.[object.name]?.(ctx, { ...change, after })) ?? after;
  return after;
};

export async function createRecord(ctx: RequestContext, object: ObjectDefinition, input: unknown): Promise<Row> {
  assertMay(ctx, object, 'create');
  const partObjects = ctx.session.registry.partsOf(object.name);
  const parsed = parseValues(object, input, { currency: ctx.session.organisation.currency, partNames: partObjects.map((p) => p.partOf?.as ?? '') });
  const { values: row, problems } = newRow(ctx, object, parsed.values);
  const { parts, problems: partProblems } = newParts(ctx, partObjects, { parent: row, input: input as Row });
  const wrong = [...parsed.problems, ...partProblems];
  const decided = wrong.length ? row : await decideWith(ctx, object, { before: undefined, after: row, parts });
  // What was left out may have been decided, such as an order's amount from its lines.
  throwProblems([...wrong, ...problems.filter((p) => decided[p.path] === undefined && !wrong.some((w) => w.path === p.path))]);
  await assertReferences(ctx, object, [decided]);
  const after = writeChange(ctx, object, { kind: 'created', before: undefined, after: decided });
  await replaceParts(ctx, partObjects, { parent: after, parts });
  return { ...after, ...parts };
}

export async function updateRecord(ctx: RequestContext, object: ObjectDefinition, input: UpdateInput): Promise<Row> {
  assertMay(ctx, object, 'update');
  const before = await lockVisibleRecord(ctx, object, input.id);
  assertSameVersion(before, input.version);
  const partObjects = ctx.session.registry.partsOf(object.name);
  const currency = (before['currency'] ?? ctx.session.organisation.currency) as string;
  const { values, problems } = parseValues(object, input.patch, { currency, partNames: partObjects.map((p) => p.partOf?.as ?? '') });
  const { parts, problems: partProblems } = newParts(ctx, partObjects, { parent: { ...before, ...values }, input: input.patch as Row });
  throwProblems([...problems, ...partProblems]);
  const custom = values['custom'] ? mergeCustom(before['custom'], values['custom']) : before['custom'];
  const after = await decideWith(ctx, object, { before, after: { ...before, ...values, custom }, parts });
  const changed = changedFields(before, after);
  const hasParts = parts && Object.keys(parts).length > 0;
  if (!changed.length && !hasParts) return before;
  await assertReferences(ctx, object, [Object.fromEntries(changed.map((name) => [name, after[name]]))]);
  const written = writeChange(ctx, object, { kind: 'updated', before, after: touched(ctx, after) });
  await replaceParts(ctx, partObjects, { parent: written, parts });
  return { ...written, ...parts };
}

/** Another version, at this instant. */
export const touched = (ctx: RequestContext, row: Row): Row => ({ ...row, version: (row['version'] as number) + 1, updatedAt: ctx.now });

export function assertSameVersion(before: Row, version: number | undefined) {
  if (version !== undefined && before['version'] !== version) throw preconditionFailed('record.changed_meanwhile', { id: before['id'], version: before['version'] });
}

export async function deleteRecord(ctx: RequestContext, object: ObjectDefinition, id: string): Promise<Row> {
  assertMay(ctx, object, 'delete');
  const before = await lockVisibleRecord(ctx, object, id);
  if (!abilities(ctx.session, object, before).delete) throw forbidden('access.denied', { object: object.name, action: 'delete' });
  return writeChange(ctx, object, { kind: 'deleted', before, after: { ...touched(ctx, before), deletedAt: ctx.now } });
}

/** Out of the recycle bin; a collision with a record that took the unique value meanwhile is a conflict. */
export async function restoreRecord(ctx: RequestContext, object: ObjectDefinition, id: string): Promise<Row> {
  assertMay(ctx, object, 'delete');
  const before = await lockVisibleRecord(ctx, object, id, 'deleted');
  return writeChange(ctx, object, { kind: 'restored', before, after: { ...touched(ctx, before), deletedAt: null } });
}

function throwProblems(problems: Parameters<typeof invalidFields>[0]) {
  if (problems.length) throw invalidFields(problems);
}

