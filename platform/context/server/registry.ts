import { makeCatalog, type Catalog } from '#kernel/filters/catalog.ts';
import { fieldMap, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';

/** All objects as one organisation has them: built in, extended by upper modules, with its own custom fields. */
export interface Registry {
  objects: ReadonlyMap<string, ObjectDefinition>;
  byPath: ReadonlyMap<string, ObjectDefinition>;
  catalog: Catalog;
  get(name: string): ObjectDefinition;
  /** Objects written inside this one's requests. */
  partsOf(name: string): readonly ObjectDefinition[];
}

export function makeRegistry(objects: readonly ObjectDefinition[]): Registry {
  const byName = new Map(objects.map((o) => [o.name, o]));
  return {
    objects: byName,
    byPath: new Map(objects.map((o) => [o.path, o])),
    catalog: makeCatalog(objects),
    get(name) {
      const object = byName.get(name);
      if (!object) throw new Error(`No object is named ${name}`);
      return object;
    },
    partsOf: (name) => objects.filter((o) => o.partOf?.object === name),
  };
}

export interface CustomFieldRow {
  object: string;
  name: string;
  label: string;
  fieldKind: Field['kind'];
  options: string | null;
}

export function withCustomFields(registry: Registry, rows: readonly CustomFieldRow[]): Registry {
  if (!rows.length) return registry;
  return makeRegistry(
    [...registry.objects.values()].map((object) => {
      const own = rows.filter((row) => row.object === object.name).map((row) => [`custom.${row.name}`, customField(row)] as const);
      return own.length ? { ...object, fields: fieldMap(object.fields, Object.fromEntries(own)) } : object;
    }),
  );
}

const customField = (row: CustomFieldRow): Field => ({
  kind: row.fieldKind,
  label: row.label,
  custom: true,
  optional: true,
  ...(row.fieldKind === 'choice'
    ? {
        options: (row.options ?? '')
          .split('\n')
          .map((o) => o.trim())
          .filter(Boolean),
      }
    : {}),
});
