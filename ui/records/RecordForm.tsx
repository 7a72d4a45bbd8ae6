import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { Button } from '../Button.tsx';
import { FieldEditor } from './FieldEditor.tsx';
import { bodyOf, textOf, type References } from './record.ts';
import { useWords } from './recordSource.ts';

interface RecordFormProps {
  object: ObjectDefinition;
  initial: Record<string, unknown>;
  references: References;
  /** Throws an error with `errors` by path when fields are wrong. */
  onCreate: (body: Record<string, unknown>) => Promise<unknown>;
  onCancel: () => void;
}

/** The fields people fill first, with the rest one click away. */
export function RecordForm({ object, initial, references, onCreate, onCancel }: RecordFormProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [values, setValues] = useState<Record<string, unknown>>(() => ({ ...defaultsOf(object), ...initial }));
  const [showsAll, setShowsAll] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ text: string; byField: Record<string, string> } | null>(null);
  const all = writableFields(object);
  const shown = showsAll ? all : all.filter((name) => isFirst(object, name));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onCreate(bodyOf(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))));
    } catch (error) {
      setFailure({ text: error instanceof Error ? error.message : t('ui.failed.title'), byField: problemsOf(error) });
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <div className="form">
        {shown.map((name, index) => {
          const field = object.fields[name];
          if (!field) return null;
          const id = `new-${object.name}-${name}`;
          const problem = failure?.byField[name];
          return (
            <div key={name} className={field.kind === 'longText' || name === object.titleField ? 'wide' : undefined}>
              <label htmlFor={id}>
                {words.field(object.name, name, field)}
                {!field.optional && field.default === undefined && field.kind !== 'currency' && <span className="req">{t('ui.required')}</span>}
              </label>
              <FieldEditor
                id={id}
                object={object.name}
                name={name}
                field={field}
                value={values[name]}
                references={references}
                autoFocus={index === 0 && field.kind === 'text'}
                isInvalid={problem !== undefined}
                onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
              />
              {problem && (
                <div className="err" role="alert">
                  {problem}
                </div>
              )}
            </div>
          );
        })}
      </div>
      {failure && Object.keys(failure.byField).length === 0 && (
        <div className="err" role="alert">
          {failure.text}
        </div>
      )}
      <div className="row g6 form-end">
        {!showsAll && shown.length < all.length && (
          <Button kind="quiet" onClick={() => setShowsAll(true)}>
            {t('ui.allFields', { n: all.length })}
          </Button>
        )}
        <span className="grow" />
        <Button kind="quiet" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
        <Button kind="primary" type="submit" busy={isBusy}>
          {t('action.create', { object: words.object(object.name) })}
        </Button>
      </div>
    </form>
  );
}

/** The title first, the owner last. */
function writableFields(object: ObjectDefinition): string[] {
  const names = Object.keys(object.fields).filter((name) => !object.fields[name]?.readOnly);
  const rank = (name: string) => (name === object.titleField ? 0 : name === 'ownerId' ? 2 : 1);
  return names.sort((a, b) => rank(a) - rank(b));
}

function isFirst(object: ObjectDefinition, name: string): boolean {
  const field = object.fields[name];
  if (!field || name === 'ownerId') return false;
  return name === object.titleField || object.list.columns.includes(name) || (!field.optional && field.default === undefined && field.kind !== 'currency');
}

function defaultsOf(object: ObjectDefinition): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object.fields).flatMap(([name, field]) => (field.default === undefined || field.readOnly ? [] : [[name, field.default]])),
  );
}

/** The errors of the API, by field. */
function problemsOf(error: unknown): Record<string, string> {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors)) return {};
  return Object.fromEntries(error.errors.map((problem: { path?: unknown; message?: unknown }) => [textOf(problem.path), textOf(problem.message)]));
}
