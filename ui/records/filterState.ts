import type { Field } from '#kernel/objects/field.ts';

export interface Condition {
  field: string;
  op: string;
  value?: unknown;
}
export type Join = 'and' | 'or';
export interface ConditionGroup {
  join: Join;
  items: Condition[];
}
/** What the filter bar shows: one level of groups, as people read it. */
export interface FilterState {
  join: Join;
  items: (Condition | ConditionGroup)[];
}
export type Filter = Record<string, unknown>;

export const emptyFilter: FilterState = { join: 'and', items: [] };
export const isGroup = (item: Condition | ConditionGroup): item is ConditionGroup => 'items' in item;

const valueless = new Set(['isEmpty', 'isNotEmpty', 'isMe', 'isMyTeam']);
export const needsValue = (op: string) => !valueless.has(op);

const isComplete = (condition: Condition) =>
  !needsValue(condition.op) ||
  (condition.value !== undefined && condition.value !== null && condition.value !== '' && !(Array.isArray(condition.value) && condition.value.length === 0));

const leaf = ({ field, op, value }: Condition): Filter => (needsValue(op) ? { field, op, value } : { field, op });

/** The filter of the API; unfinished conditions are left out. Undefined when nothing is asked. */
export function toFilter(state: FilterState): Filter | undefined {
  const parts = state.items.flatMap((item): Filter[] => {
    if (!isGroup(item)) return isComplete(item) ? [leaf(item)] : [];
    const inner = item.items.filter(isComplete).map(leaf);
    return inner.length === 0 ? [] : [{ [item.join]: inner }];
  });
  return parts.length === 0 ? undefined : { [state.join]: parts };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function conditionOf(value: unknown): Condition | undefined {
  if (!isRecord(value) || typeof value['field'] !== 'string' || typeof value['op'] !== 'string') return undefined;
  return { field: value['field'], op: value['op'], ...('value' in value ? { value: value['value'] } : {}) };
}

function joined(value: unknown): { join: Join; parts: unknown[] } | undefined {
  if (!isRecord(value)) return undefined;
  if (Array.isArray(value['and'])) return { join: 'and', parts: value['and'] };
  return Array.isArray(value['or']) ? { join: 'or', parts: value['or'] } : undefined;
}

/** Reads what toFilter wrote, from a link; parts of other shapes are dropped. */
export function fromFilter(filter: unknown): FilterState {
  const single = conditionOf(filter);
  if (single) return { join: 'and', items: [single] };
  const top = joined(filter);
  if (!top) return emptyFilter;
  const items = top.parts.flatMap((part): (Condition | ConditionGroup)[] => {
    const condition = conditionOf(part);
    if (condition) return [condition];
    const group = joined(part);
    return group ? [{ join: group.join, items: group.parts.flatMap((inner) => conditionOf(inner) ?? []) }] : [];
  });
  return { join: top.join, items };
}

const textOps = ['contains', 'eq', 'startsWith', 'isEmpty', 'isNotEmpty'];
const numberOps = ['gte', 'lte', 'eq', 'gt', 'lt', 'isEmpty', 'isNotEmpty'];
const dateOps = ['within', 'gte', 'lte', 'isEmpty', 'isNotEmpty'];
const pickOps = ['in', 'notIn', 'isEmpty', 'isNotEmpty'];

export function operatorsOf(field: Field): readonly string[] {
  switch (field.kind) {
    case 'integer':
    case 'decimal':
    case 'money':
      return numberOps;
    case 'date':
    case 'timestamp':
      return dateOps;
    case 'choice':
      return pickOps;
    case 'reference':
      return field.target === 'member' ? ['in', 'notIn', 'isMe', 'isEmpty', 'isNotEmpty'] : pickOps;
    case 'boolean':
      return ['eq'];
    default:
      return textOps;
  }
}

/** A fresh condition on a field, ready for its value. */
export function startCondition(name: string, field: Field): Condition {
  const op = operatorsOf(field)[0] ?? 'eq';
  return field.kind === 'boolean'
    ? { field: name, op, value: true }
    : op === 'within'
      ? { field: name, op, value: { last: 30, unit: 'day' } }
      : { field: name, op };
}
