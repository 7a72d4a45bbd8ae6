import type { MetaObject } from '#platform/context/web/meta.ts';
import { FactList } from '#ui/records/FactList.tsx';
import { textOf, valueOf } from '#ui/records/record.ts';
import { useSaveField, type FullRecord } from './recordQueries.ts';

const hidden = new Set(['id', 'version', 'deletedAt']);

interface RecordFactsProps {
  object: MetaObject;
  record: FullRecord;
  /** short: the columns of the list and what is filled; all: every field; or the fields by name. */
  kind: 'short' | 'all' | readonly string[];
}

/** The fields of a record, saved one by one. */
export function RecordFacts({ object, record, kind }: RecordFactsProps) {
  const save = useSaveField(object);
  const canUpdate = record.can?.update ?? object.can.update;
  const names = typeof kind === 'string' ? namesFor(object, record, kind) : kind;
  return (
    <FactList
      object={object}
      fields={names}
      record={record}
      references={record.references ?? {}}
      onSave={canUpdate ? (name, value) => save.mutateAsync({ record, name, value }) : undefined}
    />
  );
}

function namesFor(object: MetaObject, record: FullRecord, kind: 'short' | 'all'): string[] {
  const names = Object.keys(object.fields).filter((name) => !hidden.has(name) && name !== object.titleField && name !== 'grade' && name !== 'isFalling');
  const standard = ['ownerId', 'createdAt', 'updatedAt', 'createdBy'];
  const ordered = [...names.filter((name) => !standard.includes(name)), ...standard.filter((name) => names.includes(name))];
  if (kind === 'all') return ordered;
  return ordered.filter(
    (name) => object.list.columns.includes(name) || (textOf(valueOf(record, name)) !== '' && !standard.includes(name) && name !== 'currency'),
  );
}
