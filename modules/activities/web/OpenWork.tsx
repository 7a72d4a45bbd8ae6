import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useObject } from '#platform/context/web/meta.ts';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { NewRecordDialog } from '#platform/records/web/NewRecordDialog.tsx';
import { useRecords } from '#platform/records/web/recordQueries.ts';
import { IconButton } from '#ui/Button.tsx';
import { Section } from '#ui/Page.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf, type RecordData } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { useClosePromise, useSetTaskDone } from './closeWork.tsx';

export function OpenTasks({ record }: SlotProps) {
  const { t } = useTranslation();
  const set = useSetTaskDone();
  return <OpenList record={record} name="task" check={(id) => set.mutate({ id, isDone: true })} checkLabel={t('task.complete')} />;
}

export function OpenPromises({ record }: SlotProps) {
  const { t } = useTranslation();
  const close = useClosePromise();
  return <OpenList record={record} name="promise" check={(id) => close.mutate({ id, outcome: 'kept' })} checkLabel={t('promise.keep')} />;
}

function OpenList({ record, name, check, checkLabel }: { record: RecordData; name: 'task' | 'promise'; check: (id: string) => void; checkLabel: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const navigate = useNavigate();
  const object = useObject(name);
  const [isNew, setNew] = useState(false);
  const list = useRecords(object, {
    filter: {
      and: [
        { field: 'customerId', op: 'eq', value: record.id },
        { field: 'status', op: 'eq', value: 'open' },
      ],
    },
    sort: 'dueOn',
    limit: 10,
  });
  if (!object) return null;
  return (
    <Section
      title={words.objects(name)}
      count={list.data?.items.length || undefined}
      aside={object.can.create && <IconButton icon={Plus} label={t('action.new', { object: words.object(name) })} onClick={() => setNew(true)} />}
    >
      <ul className="rlist">
        {list.data?.items.map((item) => {
          const due = textOf(item['dueOn']);
          return (
            <li key={item.id}>
              <button
                type="button"
                role="checkbox"
                aria-checked="false"
                className={name === 'promise' ? 'cb rnd' : 'cb'}
                aria-label={`${checkLabel} ${textOf(item[object.titleField])}`}
                onClick={() => check(item.id)}
              />
              <a
                className="grow ell link-quiet"
                href={`/${object.path}/${item.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  void navigate({ to: `/${object.path}/${item.id}` });
                }}
              >
                {textOf(item[object.titleField])}
              </a>
              {due && <span className={`fs12 nw ${due < format.todayOn ? 'bad' : 't3'}`}>{format.day(due)}</span>}
            </li>
          );
        })}
        {list.data?.items.length === 0 && <li className="t3 fs12">{t('record.none')}</li>}
      </ul>
      {isNew && (
        <NewRecordDialog
          object={object}
          initial={{ customerId: record.id, dueOn: format.todayOn }}
          references={{ [record.id]: { object: 'customer', title: textOf(record['name']) } }}
          close={() => setNew(false)}
        />
      )}
    </Section>
  );
}
