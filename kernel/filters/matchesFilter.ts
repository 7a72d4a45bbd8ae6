import { Decimal } from 'decimal.js';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { FieldKind } from '#kernel/objects/field.ts';
import { boundsOf, lowerCase, storedValue, type Bound } from './bounds.ts';
import type { Catalog } from './catalog.ts';
import { resolvePath } from './fieldPath.ts';
import { denied, type Condition, type Filter, type FilterClock } from './filter.ts';

type Values = Record<string, unknown>;

export interface MatchEnv extends FilterClock {
  object: ObjectDefinition;
  catalog: Catalog;
  memberId: string;
  teamMemberIds: readonly string[];
  /** The related records that are not deleted and may be seen; `record` is the one they belong to. */
  related(relation: string, record: Values): readonly Values[];
}

/** Values one reference away stand in the record under the path itself: `customer.ownerId`. */
export function matchesFilter(filter: Filter, record: Values, env: MatchEnv): boolean {
  if ('and' in filter) return filter.and.every((each) => matchesFilter(each, record, env));
  if ('or' in filter) return filter.or.some((each) => matchesFilter(each, record, env));
  if ('not' in filter) return !matchesFilter(filter.not, record, env);
  if ('some' in filter) return matchesRelated(filter.some, filter.where, record, env);
  if ('none' in filter) return !matchesRelated(filter.none, filter.where, record, env);
  return matchesCondition(filter, record, env);
}

function matchesRelated(name: string, where: Filter, record: Values, env: MatchEnv): boolean {
  const relation = env.catalog.relations(env.object.name).find((each) => each.name === name);
  const object = relation && env.catalog.object(relation.object);
  if (!object) throw new Error(`${env.object.name} has no relation ${name}`);
  return env.related(name, record).some((each) => matchesFilter(where, each, { ...env, object }));
}

function matchesCondition(condition: Condition, record: Values, env: MatchEnv): boolean {
  const positive = denied[condition.op];
  if (positive) return !matchesCondition({ ...condition, op: positive }, record, env);
  const found = resolvePath(env.object, condition.field, env.catalog);
  if (!found) throw new Error(`${env.object.name} has no field ${condition.field}`);
  const stored = valueAt(record, found.path);
  return stored !== null && stored !== undefined && stored !== '' && holds(stored, condition, found.field.kind, env);
}

function valueAt(record: Values, path: string): unknown {
  if (!path.startsWith('custom.')) return record[path];
  const custom = record['custom'];
  return typeof custom === 'object' && custom !== null ? (custom as Values)[path.slice('custom.'.length)] : undefined;
}

function holds(stored: unknown, { op, value }: Condition, kind: FieldKind, env: MatchEnv): boolean {
  switch (op) {
    case 'isNotEmpty':
      return true;
    case 'contains':
      return lowerCase(String(stored)).includes(lowerCase(String(value)));
    case 'startsWith':
      return lowerCase(String(stored)).startsWith(lowerCase(String(value)));
    case 'isMe':
      return stored === env.memberId;
    case 'isMyTeam':
      return env.teamMemberIds.some((id) => id === stored);
    case 'in':
      return (value as readonly unknown[]).some((each) => compare(stored, storedValue(each, kind, env), kind) === 0); // checked by parseFilter
    default:
      return boundsOf(op, value, kind, env).every((bound) => holdsBound(stored, bound, kind));
  }
}

function holdsBound(stored: unknown, { is, than }: Bound, kind: FieldKind): boolean {
  const order = compare(stored, than, kind);
  switch (is) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function compare(stored: unknown, given: Bound['than'], kind: FieldKind): number {
  switch (kind) {
    case 'integer':
    case 'money':
      return Number(stored) - Number(given);
    case 'decimal':
      return new Decimal(String(stored)).comparedTo(String(given));
    case 'timestamp':
      return Date.parse(String(stored)) - Date.parse(String(given));
    default:
      return stored === given ? 0 : String(stored) < String(given) ? -1 : 1;
  }
}
