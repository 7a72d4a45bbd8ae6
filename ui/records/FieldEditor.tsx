import { lazy, Suspense, useEffect, useState, type KeyboardEvent } from 'react';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Field } from '#kernel/objects/field.ts';
import { textOf } from './record.ts';
import type { EditorProps } from './editorProps.ts';
import { useRecordSource, useWords, type Reference } from './recordSource.ts';
import { fromWallClock, toWallClock } from '../wallClock.ts';
import { useFormat } from '../useFormat.ts';

const DateEditor = lazy(() => import('./DateEditor.tsx').then((module) => ({ default: module.DateEditor })));

export function FieldEditor(props: EditorProps) {
  switch (props.field.kind) {
    case 'choice':
      return <ChoiceEditor {...props} />;
    case 'boolean':
      return <BooleanEditor {...props} />;
    case 'reference':
      return <ReferenceEditor {...props} />;
    case 'date':
      return (
        <Suspense fallback={<input className="field-input" readOnly value={textOf(props.value)} />}>
          <DateEditor {...props} />
        </Suspense>
      );
    case 'longText':
      return <TextEditor {...props} multiline />;
    default:
      return <TextEditor {...props} />;
  }
}

const inputTypes: Partial<Record<Field['kind'], string>> = { email: 'email', phone: 'tel', url: 'url', timestamp: 'datetime-local' };

function TextEditor({
  field,
  value,
  onChange,
  onCommit,
  onCancel,
  autoFocus,
  id,
  label,
  isInvalid,
  className,
  multiline = false,
}: EditorProps & { multiline?: boolean }) {
  const { timeZone } = useFormat();
  const isInstant = field.kind === 'timestamp';
  const shown = isInstant ? toWallClock(textOf(value), timeZone) : textOf(value);
  const read = (text: string) => (isInstant ? fromWallClock(text, timeZone) : parseText(field, text));
  const keyDown = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel?.();
    }
    if (event.key === 'Enter' && onCommit && (!multiline || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onCommit(read(event.currentTarget.value));
    }
  };
  const shared = {
    id,
    className: className ?? 'field-input',
    'aria-label': label,
    'aria-invalid': isInvalid || undefined,
    autoFocus,
    onKeyDown: keyDown,
    defaultValue: shown,
    maxLength: field.max,
    'data-lang': undefined,
  };
  if (multiline) return <textarea {...shared} rows={3} onChange={(e) => onChange(read(e.target.value))} onBlur={(e) => onCommit?.(read(e.target.value))} />;
  return (
    <input
      {...shared}
      type={inputTypes[field.kind] ?? 'text'}
      inputMode={isNumber(field) ? 'decimal' : undefined}
      onChange={(e) => onChange(read(e.target.value))}
      onBlur={(e) => onCommit?.(read(e.target.value))}
    />
  );
}

const isNumber = (field: Field) => field.kind === 'integer' || field.kind === 'decimal' || field.kind === 'money';

/** Empty text is no value; full-width digits and separators are taken off numbers. */
export function parseText(field: Field, text: string): unknown {
  if (text.trim() === '') return null;
  if (!isNumber(field)) return field.kind === 'longText' ? text : text.trim();
  const plain = text
    .normalize('NFKC')
    .replace(/[,\s]/g, '')
    .replace(/^[^\d-]+/, '');
  return field.kind === 'integer' && /^-?\d+$/.test(plain) ? Number(plain) : plain;
}

function ChoiceEditor({ object, name, field, value, onChange, onCommit, onCancel, autoFocus, id, label, isInvalid }: EditorProps) {
  const words = useWords();
  return (
    <Select
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(isInvalid ? { status: 'error' as const } : {})}
      value={textOf(value) || undefined}
      allowClear={field.optional === true}
      autoFocus={autoFocus === true}
      defaultOpen={autoFocus === true}
      options={(field.options ?? []).map((option) => ({ value: option, label: words.choice(object, name, option) }))}
      onChange={(next: string | undefined) => {
        onChange(next ?? null);
        onCommit?.(next ?? null);
      }}
      onOpenChange={(open) => {
        if (!open && autoFocus) onCancel?.();
      }}
      popupMatchSelectWidth={false}
    />
  );
}

function BooleanEditor({ value, onChange, onCommit, onCancel, autoFocus, id, label }: EditorProps) {
  const { t } = useTranslation();
  return (
    <Select
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      value={value === true}
      autoFocus={autoFocus === true}
      defaultOpen={autoFocus === true}
      options={[
        { value: true, label: t('ui.yes') },
        { value: false, label: t('ui.no') },
      ]}
      onChange={(next: boolean) => {
        onChange(next);
        onCommit?.(next);
      }}
      onOpenChange={(open) => {
        if (!open && autoFocus) onCancel?.();
      }}
    />
  );
}

function ReferenceEditor({ field, value, references, onChange, onCommit, onCancel, autoFocus, id, label, isInvalid }: EditorProps) {
  const { t } = useTranslation();
  const { searchReferences } = useRecordSource();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Reference[]>([]);
  const target = field.target ?? '';
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () =>
        void searchReferences(target, text).then(
          (items) => {
            if (isCurrent) setFound(items);
          },
          () => undefined,
        ),
      text ? 120 : 0,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [target, text, searchReferences]);
  const chosen = textOf(value);
  const known = found.some((item) => item.id === chosen);
  const options = [
    ...(chosen && !known && !text ? [{ value: chosen, label: references?.[chosen]?.title ?? t('ui.unknownReference') }] : []),
    ...found.map((item) => ({ value: item.id, label: item.title })),
  ];
  return (
    <Select
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(isInvalid ? { status: 'error' as const } : {})}
      showSearch={{ filterOption: false, onSearch: setText }}
      value={chosen || undefined}
      allowClear={field.optional === true}
      autoFocus={autoFocus === true}
      defaultOpen={autoFocus === true}
      options={options}
      notFoundContent={t('ui.nothingFound')}
      popupMatchSelectWidth={false}
      placeholder={t('ui.searchReference')}
      onChange={(next: string | undefined) => {
        onChange(next ?? null);
        onCommit?.(next ?? null);
      }}
      onOpenChange={(open) => {
        if (!open && autoFocus) onCancel?.();
      }}
    />
  );
}
