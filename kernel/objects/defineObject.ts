import { field, optional, type Field } from './field.ts';

/** Who sees a record. owned: its owner's side; open: everybody in the organisation reads, managers and administrators write; settings: everybody reads, administrators write. */
export type AccessRule = 'owned' | 'open' | 'settings';

export interface ObjectSpec {
  name: string;
  /** Path in the API, plural kebab-case: price-books. */
  path: string;
  titleField: string;
  fields: Record<string, Field>;
  access?: AccessRule;
  /** A reference field: whoever sees the record behind it sees this one too. */
  visibleWith?: string;
  /** Written inside its parent's request, in its own table; the parent shows it under `as`. */
  partOf?: { object: string; field: string; as: string };
  /** Shown on the timeline of the customer named by customerId, at the instant or date in this field. */
  timelineAt?: string;
  /** Sets of fields that are unique together. */
  unique?: readonly (readonly string[])[];
  /** Generic operations that are replaced by use cases. */
  without?: readonly ('create' | 'update' | 'delete' | 'import')[];
  list: { columns: readonly string[]; filters?: readonly string[]; sort: string };
}

/** Fields that every object has. */
const standardFields = {
  id: field.reference('', { readOnly: true }),
  version: field.integer({ readOnly: true }),
  createdAt: field.timestamp({ readOnly: true, sortable: true }),
  updatedAt: field.timestamp({ readOnly: true }),
  createdBy: optional(field.reference('member', { readOnly: true })),
  deletedAt: optional(field.timestamp({ readOnly: true })),
} satisfies Record<string, Field>;

const ownerField = { ownerId: optional(field.reference('member', { filterable: true, aliases: ['owner', '负责人', '負責人', '业务员', '業務員'] })) };

export interface ObjectDefinition extends Omit<ObjectSpec, 'access'> {
  access: AccessRule;
  table: string;
  view: string;
}

export const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
/** A quoted column name. */
export const column = (name: string) => `"${snake(name)}"`;

/** Fields by name, without the names that every JavaScript object knows. */
export const fieldMap = (...parts: readonly Record<string, Field>[]): Record<string, Field> =>
  Object.assign(Object.create(null), ...parts) as Record<string, Field>;

/** Describes a business object as data; table, API, permissions, list, form, import, export and history follow from it. */
export function defineObject<const T extends ObjectSpec>(spec: T) {
  const access = spec.access ?? 'owned';
  return {
    ...spec,
    access,
    table: `app."${snake(spec.name)}"`,
    view: `app."v_${snake(spec.name)}"`,
    fields: fieldMap(standardFields, access === 'owned' ? ownerField : {}, spec.fields),
  } as unknown as Omit<T, 'access' | 'fields'> & {
    access: T extends { access: infer A } ? A : 'owned';
    table: string;
    view: string;
    fields: T['fields'] & typeof standardFields;
  } & ObjectDefinition;
}

/** Fields with a column of their own, without those kept in "custom". */
export function columnFields(object: ObjectDefinition): readonly [string, Field][] {
  const known = columnFieldsOf.get(object);
  if (known) return known;
  const made = Object.entries(object.fields).filter(([, f]) => !f.custom);
  columnFieldsOf.set(object, made);
  return made;
}
const columnFieldsOf = new WeakMap<ObjectDefinition, readonly [string, Field][]>();
