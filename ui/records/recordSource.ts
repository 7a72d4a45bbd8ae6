import { createContext, useContext, useMemo, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import type { RecordData } from './record.ts';

export interface Reference {
  id: string;
  title: string;
}

/** Where the record views get what they do not hold themselves. */
export interface RecordSource {
  objects: Record<string, ObjectDefinition>;
  searchReferences: (object: string, text: string) => Promise<Reference[]>;
  /** A module's own way to draw a field. */
  cell: (object: string, fieldName: string) => ComponentType<{ value: unknown; record: RecordData }> | undefined;
  /** The title of a record that was found a moment ago. */
  knownTitle: (id: string) => string | undefined;
  recordHref: (object: string, id: string) => string;
  openHref: (href: string) => void;
}

export const RecordSourceContext = createContext<RecordSource>({
  objects: {},
  searchReferences: async () => [],
  cell: () => undefined,
  knownTitle: () => undefined,
  recordHref: () => '#',
  openHref: () => undefined,
});
export const useRecordSource = () => useContext(RecordSourceContext);

export interface Words {
  object: (name: string) => string;
  objects: (name: string) => string;
  field: (object: string, name: string, field?: Field) => string;
  choice: (object: string, fieldName: string, value: string) => string;
}

/** Names of objects, fields and choices in the language of the reader. */
export function useWords(): Words {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      object: (name) => t([`object.${name}`, name]),
      objects: (name) => t([`object.${name}.plural`, `object.${name}`, name]),
      field: (object, name, field) => (field?.label ? field.label : t([`field.${object}.${name}`, `field.${name}`, name])),
      choice: (object, fieldName, value) => (fieldName.startsWith('custom.') ? value : t([`choice.${object}.${fieldName}.${value}`, value])),
    }),
    [t],
  );
}
