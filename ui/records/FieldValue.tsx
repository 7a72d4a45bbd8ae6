import { createElement } from 'react';
import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Field } from '#kernel/objects/field.ts';
import { Icon } from '../Button.tsx';
import { Avatar } from '../identity.tsx';
import { useFormat, type Format } from '../useFormat.ts';
import { textOf, valueOf, type RecordData, type References } from './record.ts';
import { useRecordSource, useWords } from './recordSource.ts';

interface FieldValueProps {
  object: string;
  name: string;
  field: Field;
  record: RecordData;
  references: References;
  /** Full precision, for facts; rows abbreviate. */
  exact?: boolean;
}

export const isNumeric = (field: Field) => field.kind === 'money' || field.kind === 'integer' || field.kind === 'decimal';
/** Years and plain counters carry no thousands separator. */
const isYear = (name: string) => name.endsWith('Year');

export function FieldValue({ object, name, field, record, references, exact = false }: FieldValueProps) {
  const format = useFormat();
  const source = useRecordSource();
  const Own = source.cell(object, name);
  const value = valueOf(record, name);
  if (Own) return createElement(Own, { value, record });
  if (textOf(value) === '') return null;
  switch (field.kind) {
    case 'reference':
      return <ReferenceValue field={field} id={textOf(value)} references={references} exact={exact} />;
    case 'choice':
      return <ChoiceValue object={object} name={name} value={textOf(value)} />;
    case 'boolean':
      return <BooleanValue value={value === true} />;
    case 'url':
      return exact ? <WebLink text={textOf(value)} /> : <span className="ell">{textOf(value)}</span>;
    default:
      return (
        <span className={exact ? undefined : 'ell'} title={field.kind === 'money' ? format.moneyExact(textOf(value), textOf(record['currency'])) : undefined}>
          {plainText({ field, name, value, record, format, exact })}
        </span>
      );
  }
}

function ChoiceValue({ object, name, value }: { object: string; name: string; value: string }) {
  const words = useWords();
  return <span className="ell">{words.choice(object, name, value)}</span>;
}

const WebLink = ({ text }: { text: string }) => (
  <a className="link ell" href={/^https?:/.test(text) ? text : `https://${text}`} target="_blank" rel="noreferrer">
    {text}
  </a>
);

function plainText({
  field,
  name,
  value,
  record,
  format,
  exact,
}: {
  field: Field;
  name: string;
  value: unknown;
  record: RecordData;
  format: Format;
  exact: boolean;
}): string {
  const text = textOf(value);
  const currency = textOf(record['currency']) || format.currency;
  switch (field.kind) {
    case 'money':
      return exact ? format.moneyExact(text, currency) : currency === format.currency ? format.compact(text) : format.money(text, currency);
    case 'integer':
      return isYear(name) ? text : format.count(Number(text));
    case 'decimal':
      return trimmedDecimal(text);
    case 'date':
      return exact ? format.date(text) : format.day(text);
    case 'timestamp':
      return exact ? format.instantExact(text) : format.instant(text);
    default:
      return text;
  }
}

/** 12.500000 → 12.5. */
export const trimmedDecimal = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function UnknownReference() {
  const { t } = useTranslation();
  return <span className="t3">{t('ui.unknownReference')}</span>;
}

function ReferenceValue({ field, id, references, exact }: { field: Field; id: string; references: References; exact: boolean }) {
  const source = useRecordSource();
  const title = references[id]?.title ?? source.knownTitle(id);
  if (title === undefined) return <UnknownReference />;
  if (field.target === 'member')
    return (
      <span className="row g6">
        <Avatar name={title} />
        <span className="ell">{title}</span>
      </span>
    );
  if (!exact) return <span className="ell">{title}</span>;
  return (
    <a
      className="link ell"
      href={source.recordHref(field.target ?? '', id)}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        source.openHref(source.recordHref(field.target ?? '', id));
      }}
    >
      {title}
    </a>
  );
}

function BooleanValue({ value }: { value: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="row g4" title={value ? t('ui.yes') : t('ui.no')}>
      <Icon of={value ? Check : Minus} size={14} />
      {value ? t('ui.yes') : ''}
    </span>
  );
}
