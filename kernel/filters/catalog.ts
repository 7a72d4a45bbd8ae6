import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';

/** Records of `object` whose reference `field` points back; the name is used in `some` and `none`. */
export interface Relation {
  name: string;
  object: string;
  field: string;
}

export interface Catalog {
  object(name: string): ObjectDefinition | undefined;
  relations(name: string): readonly Relation[];
}

const camelCase = (path: string) => path.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Who made a record is no business relation, and a custom reference has no column to join on. */
function referencesTo(object: ObjectDefinition, target: string): string[] {
  return Object.entries(object.fields)
    .filter(([key, field]) => field.kind === 'reference' && field.target === target && !field.custom && key !== 'createdBy')
    .map(([key]) => key);
}

function relationsTo(target: string, objects: readonly ObjectDefinition[]): Relation[] {
  return objects.flatMap((object) => {
    const keys = referencesTo(object, target);
    const field = keys.length > 1 ? keys.find((key) => key === `${target}Id`) : keys[0];
    return field ? [{ name: camelCase(object.path), object: object.name, field }] : [];
  });
}

export function makeCatalog(objects: readonly ObjectDefinition[]): Catalog {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const relations = new Map(objects.map(({ name }) => [name, relationsTo(name, objects)]));
  return {
    object: (name) => byName.get(name),
    relations: (name) => relations.get(name) ?? [],
  };
}
