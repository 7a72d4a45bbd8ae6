import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import type { Catalog } from './catalog.ts';

/** Where a path of the filter language leads: a field of the object, or of the record behind one of its references. */
export interface FieldPath {
  /** The path in full: `owner.department` becomes `ownerId` of the object and `departmentId` of the member, `owner.departmentId`. */
  path: string;
  object: ObjectDefinition;
  key: string;
  field: Field;
  /** The reference field of the starting object that is followed. */
  through?: string;
}

/** A reference may be named without its "Id". */
function ownField(object: ObjectDefinition, name: string): { key: string; field: Field } | undefined {
  const exact = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined;
  if (exact) return { key: name, field: exact };
  const key = `${name}Id`;
  const reference = Object.hasOwn(object.fields, key) ? object.fields[key] : undefined;
  return reference?.kind === 'reference' ? { key, field: reference } : undefined;
}

export function resolvePath(object: ObjectDefinition, path: string, catalog: Catalog): FieldPath | undefined {
  const own = ownField(object, path);
  if (own) return { path: own.key, object, ...own };

  const dot = path.indexOf('.');
  if (dot < 1 || path.startsWith('custom.')) return undefined;
  const prefix = path.slice(0, dot);
  const through = ownField(object, `${prefix}Id`);
  if (through?.field.kind !== 'reference' || through.field.custom || !through.field.target) return undefined;
  const target = catalog.object(through.field.target);
  const found = target && ownField(target, path.slice(dot + 1));
  return found && { path: `${prefix}.${found.key}`, object: target, ...found, through: through.key };
}

export const isMemberReference = ({ object, key, field }: Pick<FieldPath, 'object' | 'key' | 'field'>): boolean =>
  field.target === 'member' || (object.name === 'member' && key === 'id');
