import { useEffect, useState } from 'react';
import { Columns3, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { Button, Icon } from '#ui/Button.tsx';
import { Menu } from '#ui/Menu.tsx';
import { useWords } from '#ui/records/recordSource.ts';

export function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [isComposing, setComposing] = useState(false);
  if (value !== seen) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    if (isComposing || text === value) return undefined;
    const timer = setTimeout(() => onChange(text), 180);
    return () => clearTimeout(timer);
  });
  return (
    <label className="search">
      <Icon of={Search} />
      <input
        type="search"
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
    </label>
  );
}

export function ColumnChooser({
  object,
  columns,
  onChange,
  onReset,
}: {
  object: MetaObject;
  columns: readonly string[];
  onChange: (columns: readonly string[]) => void;
  onReset: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const names = Object.keys(object.fields).filter((name) => name !== 'id' && name !== 'version' && name !== 'deletedAt');
  const items = names.map((name) => ({
    key: name,
    label: words.field(object.name, name, object.fields[name]),
    isChosen: columns.includes(name),
    act: () => {
      if (name !== object.titleField) onChange(columns.includes(name) ? columns.filter((other) => other !== name) : [...columns, name]);
    },
  }));
  return (
    <Menu
      items={[...items, { key: '', label: t('list.resetColumns'), act: onReset }]}
      label={t('list.columns')}
      searchable
      placeholder={t('list.fieldSearch')}
      stays
      placement="bottomRight"
    >
      <Button kind="quiet" icon={Columns3}>
        {t('list.columnCount', { shown: columns.length, all: names.length })}
      </Button>
    </Menu>
  );
}
