import { useState } from 'react';
import { Brackets, ListFilter, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { Button, Icon } from '../Button.tsx';
import { Menu, type MenuItem } from '../Menu.tsx';
import { FilterChip } from './FilterChip.tsx';
import { isGroup, startCondition, type Condition, type ConditionGroup, type FilterState, type Join } from './filterState.ts';
import type { References } from './record.ts';
import { useWords } from './recordSource.ts';

interface FilterBarProps {
  object: ObjectDefinition;
  state: FilterState;
  references: References;
  onChange: (state: FilterState) => void;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Chips in three parts, joined by and/or, with one level of groups. */
export function FilterBar({ object, state, references, onChange, isOpen, onOpenChange }: FilterBarProps) {
  const { t } = useTranslation();
  const [fresh, setFresh] = useState<string | null>(null);
  const put = (index: number, item: Condition | ConditionGroup | null) =>
    onChange({ ...state, items: state.items.flatMap((old, i) => (i === index ? (item ? [item] : []) : [old])) });
  const add = (condition: Condition) => {
    setFresh(condition.field);
    onChange({ ...state, items: [...state.items, condition] });
  };
  const fields = useFieldItems(object, add);
  const chip = (condition: Condition, change: (next: Condition | null) => void) => (
    <FilterChip object={object} condition={condition} references={references} onChange={change} opensValue={fresh === condition.field} />
  );
  return (
    <div className="filters" role="group" aria-label={t('list.filters')}>
      {state.items.map((item, index) => (
        <span className="row g4" key={index}>
          {index > 0 && <Joint join={state.join} onChange={(join) => onChange({ ...state, join })} />}
          {isGroup(item) ? <Group object={object} group={item} chip={chip} onChange={(next) => put(index, next)} /> : chip(item, (next) => put(index, next))}
        </span>
      ))}
      <Menu items={fields} label={t('list.filter')} searchable placeholder={t('list.fieldSearch')} open={isOpen} onOpenChange={onOpenChange}>
        <Button kind="quiet" icon={ListFilter} hint="F">
          {t('list.filter')}
        </Button>
      </Menu>
      {state.items.length > 0 && (
        <>
          <GroupButton object={object} add={(group) => onChange({ ...state, items: [...state.items, group] })} />
          <Button kind="quiet" onClick={() => onChange({ join: 'and', items: [] })}>
            {t('list.clearFilters')}
          </Button>
        </>
      )}
    </div>
  );
}

function useFieldItems(object: ObjectDefinition, choose: (condition: Condition) => void): MenuItem[] {
  const words = useWords();
  const { t } = useTranslation();
  const names = Object.keys(object.fields).filter(
    (name) => name !== 'id' && name !== 'version' && name !== 'deletedAt' && object.fields[name]?.kind !== 'longText',
  );
  const rank = (name: string) => (object.list.filters?.includes(name) ? 0 : object.fields[name]?.filterable ? 1 : 2);
  return names
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((name) => {
      const field = object.fields[name];
      if (!field) return [];
      const label = words.field(object.name, name, field);
      return [
        {
          key: name,
          label,
          text: `${label} ${name}`,
          group: rank(name) < 2 ? t('list.usual') : t('list.moreFields'),
          act: () => choose(startCondition(name, field)),
        },
      ];
    });
}

function Joint({ join, onChange }: { join: Join; onChange: (join: Join) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="joint" title={t('list.switchJoin')} onClick={() => onChange(join === 'and' ? 'or' : 'and')}>
      {t(`list.${join}`)}
    </button>
  );
}

function Group({
  object,
  group,
  chip,
  onChange,
}: {
  object: ObjectDefinition;
  group: ConditionGroup;
  chip: (condition: Condition, change: (next: Condition | null) => void) => React.ReactNode;
  onChange: (next: ConditionGroup | null) => void;
}) {
  const { t } = useTranslation();
  const fields = useFieldItems(object, (condition) => onChange({ ...group, items: [...group.items, condition] }));
  const put = (index: number, next: Condition | null) => {
    const items = group.items.flatMap((old, i) => (i === index ? (next ? [next] : []) : [old]));
    onChange(items.length > 0 ? { ...group, items } : null);
  };
  return (
    <span className="fgroup">
      {group.items.map((item, index) => (
        <span className="row g4" key={index}>
          {index > 0 && <Joint join={group.join} onChange={(join) => onChange({ ...group, join })} />}
          {chip(item, (next) => put(index, next))}
        </span>
      ))}
      <Menu items={fields} label={t('list.filter')} searchable placeholder={t('list.fieldSearch')}>
        <button type="button" className="joint" aria-label={t('list.addToGroup')}>
          +
        </button>
      </Menu>
      <button type="button" className="joint" aria-label={t('list.removeGroup')} onClick={() => onChange(null)}>
        <Icon of={X} size={14} />
      </button>
    </span>
  );
}

function GroupButton({ object, add }: { object: ObjectDefinition; add: (group: ConditionGroup) => void }) {
  const { t } = useTranslation();
  const fields = useFieldItems(object, (condition) => add({ join: 'or', items: [condition] }));
  return (
    <Menu items={fields} label={t('list.addGroup')} searchable placeholder={t('list.fieldSearch')}>
      <Button kind="quiet" icon={Brackets}>
        {t('list.addGroup')}
      </Button>
    </Menu>
  );
}
