import { join, raw, sql, type Sql } from '#kernel/db/sql.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field, FieldKind } from '#kernel/objects/field.ts';
import { boundsOf, lowerCase, storedValue, type Bound } from './bounds.ts';
import type { Catalog } from './catalog.ts';
import { resolvePath, type FieldPath } from './fieldPath.ts';
import { denied, type Condition, type Filter, type FilterClock } from './filter.ts';

export interface FilterScope extends FilterClock {
  object: ObjectDefinition;
  /** The alias under which the statement reads the object's view. */
  alias: string;
  catalog: Catalog;
  tenantId: string;
  memberId: string;
  teamMemberIds: readonly string[];
  /** The record permission of another object, ANDed into every sub-select on it. */
  related(object: ObjectDefinition, alias: string): Sql;
}

/** A condition for `where`: true, or else false or null (a denial asks "is not true", so null never leaks through it). */
export function compileFilter(filter: Filter, scope: FilterScope): Sql {
  if ('and' in filter) return all(filter.and.map((each) => compileFilter(each, scope)));
  if ('or' in filter) return any(filter.or.map((each) => compileFilter(each, scope)));
  if ('not' in filter) return not(compileFilter(filter.not, scope));
  if ('some' in filter) return compileRelated(filter.some, filter.where, scope);
  if ('none' in filter) return sql`not ${compileRelated(filter.none, filter.where, scope)}`;
  return compileCondition(filter, scope);
}

const all = (pieces: readonly Sql[]) => (pieces.length === 0 ? raw('true') : sql`(${join(pieces, ' and ')})`);
const any = (pieces: readonly Sql[]) => (pieces.length === 0 ? raw('false') : sql`(${join(pieces, ' or ')})`);
const not = (piece: Sql) => sql`((${piece}) is not true)`;

/** A row of another object, joined by `link`, that may be seen and for which `where` holds. */
function exists(object: ObjectDefinition, scope: FilterScope, parts: { link: (alias: string) => Sql; where: (inner: FilterScope) => Sql }): Sql {
  const alias = `${scope.alias}_s`;
  const inner = { ...scope, object, alias };
  return sql`exists (select 1 from ${raw(`${object.view} as ${alias}`)} where ${raw(alias)}.tenant_id = ${scope.tenantId}::uuid and ${parts.link(alias)} and ${raw(alias)}.deleted_at is null and (${scope.related(object, alias)}) and ${parts.where(inner)})`;
}

function compileRelated(name: string, where: Filter, scope: FilterScope): Sql {
  const relation = scope.catalog.relations(scope.object.name).find((each) => each.name === name);
  const object = relation && scope.catalog.object(relation.object);
  if (!object) throw new Error(`${scope.object.name} has no relation ${name}`);
  return exists(object, scope, {
    link: (alias) => raw(`${alias}.${column(relation.field)} = ${scope.alias}.id`),
    where: (inner) => compileFilter(where, inner),
  });
}

function compileCondition(condition: Condition, scope: FilterScope): Sql {
  const positive = denied[condition.op];
  if (positive) return not(compileCondition({ ...condition, op: positive }, scope));
  const found = resolvePath(scope.object, condition.field, scope.catalog);
  if (!found) throw new Error(`${scope.object.name} has no field ${condition.field}`);
  const { through } = found;
  if (!through) return compileOwn(condition, found, scope);
  return exists(found.object, scope, {
    link: (alias) => raw(`${alias}.id = ${scope.alias}.${column(through)}`),
    where: (inner) => compileOwn(condition, found, inner),
  });
}

const textKinds = new Set<FieldKind>(['text', 'longText', 'email', 'phone', 'url', 'choice', 'currency']);

const castOf: Record<FieldKind, string> = {
  text: 'text',
  longText: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  choice: 'text',
  currency: 'text',
  boolean: 'boolean',
  integer: 'int8',
  decimal: 'numeric',
  money: 'int8',
  date: 'date',
  timestamp: 'timestamptz',
  reference: 'uuid',
};

/** A stored value, and how it compares with given ones. */
interface Operand {
  value: Sql;
  equals(given: Bound['than']): Sql;
  isOneOf(given: readonly Bound['than'][]): Sql;
}

function columnOperand(key: string, field: Field, alias: string): Operand {
  const value = raw(`${alias}.${column(key)}`);
  const cast = raw(`::${castOf[field.kind]}`);
  return {
    value,
    equals: (given) => sql`${value} = ${given}${cast}`,
    isOneOf: (given) => sql`${value} = any(${arrayLiteral(given)}${cast}[])`,
  };
}

/** Equality goes through the GIN index on "custom", which leaves out the empty ones; decimals are text there and equal as numbers only. */
function customOperand(key: string, field: Field, alias: string): Operand {
  const name = key.slice('custom.'.length);
  const isText = textKinds.has(field.kind) || field.kind === 'reference';
  const text = sql`${raw(alias)}.custom->>${name}::text`;
  const cast = raw(`::${field.kind === 'integer' || field.kind === 'money' ? 'numeric' : castOf[field.kind]}`);
  const value = isText ? sql`(${text})` : sql`nullif(${text}, '')${cast}`;
  const equals = (given: Bound['than']) =>
    field.kind === 'decimal' || field.kind === 'timestamp'
      ? sql`${value} = ${given}${raw(`::${castOf[field.kind]}`)}`
      : sql`(${raw(alias)}.custom <> '{}' and ${raw(alias)}.custom @> ${JSON.stringify({ [name]: given })}::jsonb)`;
  return { value, equals, isOneOf: (given) => any(given.map(equals)) };
}

const arrayLiteral = (values: readonly Bound['than'][]) => `{${values.map((each) => `"${String(each).replace(/["\\]/g, '\\$&')}"`).join()}}`;
const likePattern = (text: string) => lowerCase(text).replace(/[%_\\]/g, '\\$&');

function compileOwn({ op, value }: Condition, { key, field }: FieldPath, scope: FilterScope): Sql {
  const operand = field.custom ? customOperand(key, field, scope.alias) : columnOperand(key, field, scope.alias);
  switch (op) {
    case 'isNotEmpty':
      return textKinds.has(field.kind) || (field.custom && field.kind === 'reference') ? sql`${operand.value} <> ''` : sql`${operand.value} is not null`;
    case 'contains':
      return sql`lower(${operand.value}) like ${`%${likePattern(String(value))}%`}`;
    case 'startsWith':
      return sql`lower(${operand.value}) like ${`${likePattern(String(value))}%`}`;
    case 'isMe':
      return operand.equals(scope.memberId);
    case 'isMyTeam':
      return operand.isOneOf(scope.teamMemberIds);
    case 'in':
      return operand.isOneOf((value as readonly unknown[]).map((each) => storedValue(each, field.kind, scope))); // checked by parseFilter
    default:
      return all(boundsOf(op, value, field.kind, scope).map((bound) => compileBound(bound, operand, field.kind)));
  }
}

const compileBound = ({ is, than }: Bound, operand: Operand, kind: FieldKind) =>
  is === '=' ? operand.equals(than) : sql`${operand.value} ${raw(is)} ${than}${raw(`::${castOf[kind]}`)}`;
