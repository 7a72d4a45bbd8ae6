import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import { FieldEditor } from './FieldEditor.tsx';
import { FieldValue } from './FieldValue.tsx';
import { valueOf, type RecordData, type References } from './record.ts';
import { useRecordSource, useWords } from './recordSource.ts';

interface FactListProps {
  object: ObjectDefinition;
  fields: readonly string[];
  record: RecordData;
  references: References;
  /** Resolves when it is stored, throws with the reason in words. */
  onSave?: ((fieldName: string, value: unknown) => Promise<unknown>) | undefined;
}

/** Label and value on a line; a click or Enter edits in place, each field is saved on its own. */
export function FactList({ object, fields, record, references, onSave }: FactListProps) {
  const words = useWords();
  return (
    <dl className="facts-list">
      {fields.map((name) => {
        const field = object.fields[name];
        if (!field) return null;
        const label = words.field(object.name, name, field);
        return (
          <div className="kv" key={name}>
            <dt title={label}>{label}</dt>
            <dd>
              <Fact
                label={label}
                object={object}
                name={name}
                field={field}
                record={record}
                references={references}
                onSave={field.readOnly ? undefined : onSave}
              />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Fact({
  label,
  object,
  name,
  field,
  record,
  references,
  onSave,
}: {
  label: string;
  object: ObjectDefinition;
  name: string;
  field: Field;
  record: RecordData;
  references: References;
  onSave: FactListProps['onSave'];
}) {
  const { t } = useTranslation();
  const source = useRecordSource();
  const [isEditing, setEditing] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const isDone = useRef(false);
  const value = valueOf(record, name);
  const isEmpty = (value === null || value === undefined || value === '') && source.cell(object.name, name) === undefined;
  const shown = isEmpty ? (
    <span className="empty">{onSave ? t('ui.fillIn') : '—'}</span>
  ) : (
    <FieldValue object={object.name} name={name} field={field} record={record} references={references} exact />
  );
  if (!onSave) return <span className="fact">{isEmpty ? <span className="t3">—</span> : shown}</span>;

  const start = () => {
    isDone.current = false;
    setFailure(null);
    setEditing(true);
  };
  const commit = (next: unknown) => {
    if (isDone.current) return;
    isDone.current = true;
    setEditing(false);
    if (next === value || (next === null && isEmpty)) return;
    onSave(name, next).catch((error: unknown) => setFailure(error instanceof Error ? error.message : t('ui.failed.title')));
  };
  if (isEditing) {
    return (
      <div className="fact-edit">
        <FieldEditor
          object={object.name}
          name={name}
          field={field}
          value={value}
          references={references}
          autoFocus
          label={label}
          onChange={() => undefined}
          onCommit={commit}
          onCancel={() => {
            isDone.current = true;
            setEditing(false);
          }}
        />
      </div>
    );
  }
  return (
    <>
      <button type="button" className="fact" aria-label={t('ui.editField', { field: label })} onClick={start}>
        {shown}
      </button>
      {failure && (
        <div className="fact-error" role="alert">
          {failure}
        </div>
      )}
    </>
  );
}
