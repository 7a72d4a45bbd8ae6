import { useState, type FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { patch, post, remove } from '#platform/context/web/api.ts';
import { useMeta, useObject } from '#platform/context/web/meta.ts';
import { useRecords } from '#platform/records/web/recordQueries.ts';
import { Button, IconButton } from '#ui/Button.tsx';
import { Section } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { textOf, type RecordData } from '#ui/records/record.ts';

export function Departments() {
  const { t } = useTranslation();
  const { me } = useMeta();
  const client = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState('');
  const departments = useRecords(useObject('department'), { sort: 'name', limit: 500 });
  const isEditable = me.role === 'administrator';
  const run = async (act: () => Promise<unknown>) => {
    try {
      await act();
      await client.invalidateQueries({ queryKey: ['department'] });
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post('/departments', { name: name.trim() });
      setName('');
    });
  };
  return (
    <Section title={t('settings.tab.departments')} count={departments.data?.items.length}>
      <p className="t3">{t('settings.departmentsHelp')}</p>
      <QueryView query={departments}>
        {({ items }) => (
          <div role="list">
            {inTree(items).map(({ item, depth }) => (
              <div className="setting-row" role="listitem" key={item.id}>
                <span className="grow ell" style={{ paddingLeft: depth * 20 }}>
                  {textOf(item['name'])}
                </span>
                <span className="w150">
                  <Select
                    aria-label={t('field.department.parentId')}
                    placeholder={t('field.department.parentId')}
                    allowClear
                    disabled={!isEditable}
                    value={textOf(item['parentId']) || undefined}
                    options={items.filter((other) => other.id !== item.id).map((other) => ({ value: other.id, label: textOf(other['name']) }))}
                    onChange={(parentId: string | undefined) => void run(() => patch(`/departments/${item.id}`, { parentId: parentId ?? null }, item.version))}
                  />
                </span>
                {isEditable && <IconButton icon={Trash2} label={t('action.delete')} onClick={() => void run(() => remove(`/departments/${item.id}`))} />}
              </div>
            ))}
          </div>
        )}
      </QueryView>
      {isEditable && (
        <form className="row g6 add-line" onSubmit={add}>
          <input
            className="field-input"
            aria-label={t('field.department.name')}
            placeholder={t('settings.newDepartment')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" icon={Plus} disabled={name.trim() === ''}>
            {t('action.add')}
          </Button>
        </form>
      )}
    </Section>
  );
}

/** Parents before their children; whoever points nowhere stands at the top. */
function inTree(items: readonly RecordData[]): { item: RecordData; depth: number }[] {
  const ids = new Set(items.map((item) => item.id));
  const below = (parent: string, depth: number): { item: RecordData; depth: number }[] =>
    depth > 12
      ? []
      : items
          .filter((item) => (ids.has(textOf(item['parentId'])) ? textOf(item['parentId']) : '') === parent)
          .flatMap((item) => [{ item, depth }, ...below(item.id, depth + 1)]);
  return below('', 0);
}
