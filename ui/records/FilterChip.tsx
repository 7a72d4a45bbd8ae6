import { useState } from 'react';
import { Popover, Select } from 'antd';
import type { TFunction } from 'i18next';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { dateUnits, isRelativeDates } from '#kernel/dates.ts';
import type { Field } from '#kernel/objects/field.ts';
import { Icon } from '../Button.tsx';
import { Menu } from '../Menu.tsx';
import { useFormat } from '../useFormat.ts';
import { FieldEditor } from './FieldEditor.tsx';
import { needsValue, operatorsOf, startCondition, type Condition } from './filterState.ts';
import { textOf, type References } from './record.ts';
import { useRecordSource, useWords } from './recordSource.ts';

interface FilterChipProps {
  object: ObjectDefinition;
  condition: Condition;
  references: References;
  onChange: (next: Condition | null) => void;
  /** Just added: asks for its value at once. */
  opensValue: boolean;
}

export function FilterChip({ object, condition, references, onChange, opensValue }: FilterChipProps) {
  const { t } = useTranslation();
  const words = useWords();
  const field = object.fields[condition.field];
  if (!field) return null;
  const label = words.field(object.name, condition.field, field);
  const operators = operatorsOf(field).map((op) => ({
    key: op,
    label: t(`op.${op}`),
    act: () => onChange({ ...condition, op, ...(sameShape(condition.op, op) ? {} : { value: undefined }) }),
  }));
  const others = Object.entries(object.fields)
    .filter(([name, f]) => f.kind !== 'longText' && name !== 'id' && name !== 'version')
    .map(([name, f]) => ({ key: name, label: words.field(object.name, name, f), act: () => onChange(startCondition(name, f)) }));
  return (
    <span className="fchip">
      <Menu items={others} label={t('list.field')} searchable placeholder={t('list.fieldSearch')}>
        <button type="button">{label}</button>
      </Menu>
      <Menu items={operators} label={t('list.operator')}>
        <button type="button" className="op">
          {t(`op.${condition.op}`)}
        </button>
      </Menu>
      {needsValue(condition.op) && (
        <ValuePart
          object={object}
          field={field}
          condition={condition}
          references={references}
          onChange={onChange}
          opens={opensValue && condition.value === undefined}
        />
      )}
      <button type="button" aria-label={t('list.removeFilter', { field: label })} onClick={() => onChange(null)}>
        <Icon of={X} size={14} />
      </button>
    </span>
  );
}

const listOps = new Set(['in', 'notIn']);
const sameShape = (a: string, b: string) => needsValue(a) === needsValue(b) && listOps.has(a) === listOps.has(b) && (a === 'within') === (b === 'within');

function ValuePart({
  object,
  field,
  condition,
  references,
  onChange,
  opens,
}: {
  object: ObjectDefinition;
  field: Field;
  condition: Condition;
  references: References;
  onChange: (next: Condition) => void;
  opens: boolean;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(opens);
  const text = useValueText(object, field, condition, references);
  const set = (value: unknown, closes = true) => {
    onChange({ ...condition, value });
    if (closes) setOpen(false);
  };
  const editor = listOps.has(condition.op) ? (
    <ManyEditor object={object} field={field} condition={condition} references={references} onChange={(value) => set(value, false)} />
  ) : condition.op === 'within' ? (
    <WithinEditor value={condition.value} onChange={set} />
  ) : (
    <FieldEditor
      object={object.name}
      name={condition.field}
      field={plain(field)}
      value={condition.value}
      references={references}
      autoFocus={field.kind !== 'boolean'}
      onChange={() => undefined}
      onCommit={(value) => set(value)}
      label={t('list.value')}
    />
  );
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      content={<div style={{ width: 240 }}>{editor}</div>}
    >
      <button type="button" aria-label={t('list.value')}>
        {text || <span className="t3">{t('list.choose')}</span>}
      </button>
    </Popover>
  );
}

/** A timestamp is compared with a day; a long form of a phone is never asked. */
const plain = (field: Field): Field => ({
  ...field,
  kind: field.kind === 'timestamp' ? 'date' : field.kind === 'email' || field.kind === 'url' ? 'text' : field.kind,
  optional: true,
});

function useValueText(object: ObjectDefinition, field: Field, condition: Condition, references: References): string {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const one = (value: unknown): string => {
    if (field.kind === 'choice') return words.choice(object.name, condition.field, textOf(value));
    if (field.kind === 'reference') return references[textOf(value)]?.title ?? t('ui.unknownReference');
    if (field.kind === 'boolean') return value === true ? t('ui.yes') : t('ui.no');
    return (field.kind === 'date' || field.kind === 'timestamp') && /^\d{4}-\d{2}-\d{2}$/.test(textOf(value)) ? format.date(textOf(value)) : textOf(value);
  };
  const { value } = condition;
  if (value === undefined || value === null) return '';
  if (isRelativeDates(value)) return relativeText(value, t);
  return Array.isArray(value) ? value.map(one).join(t('list.orJoin')) : one(value);
}

function relativeText(value: { last: number; unit: string } | { next: number; unit: string } | { this: string }, t: TFunction): string {
  if ('this' in value) return t(`within.this.${value.this}`);
  return 'last' in value ? t(`within.last.${value.unit}`, { n: value.last }) : t(`within.next.${value.unit}`, { n: value.next });
}

function ManyEditor({
  object,
  field,
  condition,
  references,
  onChange,
}: {
  object: ObjectDefinition;
  field: Field;
  condition: Condition;
  references: References;
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { searchReferences } = useRecordSource();
  const [found, setFound] = useState<{ value: string; label: string }[] | null>(null);
  const chosen = Array.isArray(condition.value) ? condition.value.map(textOf) : [];
  const load = (text: string) =>
    void searchReferences(field.target ?? '', text).then(
      (items) => setFound(items.map((item) => ({ value: item.id, label: item.title }))),
      () => undefined,
    );
  const isReference = field.kind === 'reference';
  if (isReference && found === null) load('');
  const known = chosen
    .filter((id) => !found?.some((item) => item.value === id))
    .map((id) => ({ value: id, label: references[id]?.title ?? t('ui.unknownReference') }));
  const options = isReference
    ? [...known, ...(found ?? [])]
    : (field.options ?? []).map((option) => ({ value: option, label: words.choice(object.name, condition.field, option) }));
  return (
    <Select
      mode="multiple"
      aria-label={t('list.value')}
      value={chosen}
      options={options}
      defaultOpen
      autoFocus
      onChange={onChange}
      {...(isReference ? { showSearch: { filterOption: false, onSearch: load } } : { showSearch: { optionFilterProp: 'label' } })}
    />
  );
}

function WithinEditor({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation();
  const choices = [
    ...[7, 30, 90, 365].map((last) => ({ last, unit: 'day' })),
    ...[7, 30].map((next) => ({ next, unit: 'day' })),
    ...dateUnits.map((unit) => ({ this: unit })),
  ];
  return (
    <div className="menu" role="menu" style={{ padding: 0 }}>
      {choices.filter(isRelativeDates).map((choice) => (
        <button
          key={JSON.stringify(choice)}
          type="button"
          role="menuitemradio"
          aria-checked={JSON.stringify(choice) === JSON.stringify(value)}
          onClick={() => onChange(choice)}
        >
          {relativeText(choice, t)}
        </button>
      ))}
    </div>
  );
}
