import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { IconButton } from '#ui/Button.tsx';
import { Section } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { FieldValue } from '#ui/records/FieldValue.tsx';
import { textOf, valueOf, type RecordData } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { NewRecordDialog } from './NewRecordDialog.tsx';
import { useRecords, type FullRecord } from './recordQueries.ts';

/** Every object that points at this one, derived from the definitions. */
export function RelatedLists({ object, record }: { object: MetaObject; record: FullRecord }) {
  const { objects } = useMeta();
  const pointing = Object.values(objects)
    .filter((other) => other.access !== 'settings' && other.partOf === undefined)
    .flatMap((other) =>
      Object.entries(other.fields)
        .filter(([name, field]) => field.kind === 'reference' && field.target === object.name && field.filterable && name !== 'createdBy')
        .map(([name]) => ({ other, name })),
    );
  return pointing.map(({ other, name }) => <RelatedList key={`${other.name}.${name}`} object={other} field={name} parent={object} record={record} />);
}

interface RelatedListProps {
  object: MetaObject;
  /** The reference that points at the record. */
  field: string;
  parent: MetaObject;
  record: RecordData;
  limit?: number;
  title?: string;
}

export function RelatedList({ object, field, parent, record, limit = 20, title }: RelatedListProps) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const navigate = useNavigate();
  const [isNew, setNew] = useState(false);
  const list = useRecords(object, { filter: { field, op: 'eq', value: record.id }, sort: object.list.sort, limit, count: 'estimate' });
  const others = object.list.columns.filter((name) => name !== field && name !== object.titleField && object.fields[name]).slice(0, 4);
  if (list.data?.items.length === 0 && !object.can.create) return null;
  return (
    <Section
      title={title ?? words.objects(object.name)}
      count={list.data?.count === undefined ? undefined : format.count(list.data.count)}
      aside={object.can.create && <IconButton icon={Plus} label={t('action.new', { object: words.object(object.name) })} onClick={() => setNew(true)} />}
    >
      <QueryView query={list} rows={2}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="t3 fs12">{t('record.none')}</div>
          ) : (
            <div role="list">
              {data.items.map((item) => (
                <div role="listitem" key={item.id}>
                  <a
                    className="ri related"
                    href={`/${object.path}/${item.id}`}
                    onClick={(event) => {
                      event.preventDefault();
                      void navigate({ to: `/${object.path}/${item.id}` });
                    }}
                  >
                    <span className="ell">
                      {object.titleField === field
                        ? ''
                        : titleOf(object, item, data.references?.[textOf(valueOf(item, object.titleField))]?.title) || t('ui.untitled')}
                    </span>
                    {others.map((name) => {
                      const own = object.fields[name];
                      return (
                        own && (
                          <span className="t2 ell" key={name}>
                            <FieldValue object={object.name} name={name} field={own} record={item} references={data.references ?? {}} />
                          </span>
                        )
                      );
                    })}
                  </a>
                </div>
              ))}
            </div>
          )
        }
      </QueryView>
      {isNew && (
        <NewRecordDialog
          object={object}
          initial={{ [field]: record.id }}
          references={{ [record.id]: { object: parent.name, title: textOf(valueOf(record, parent.titleField)) } }}
          close={() => setNew(false)}
        />
      )}
    </Section>
  );
}

function titleOf(object: MetaObject, item: RecordData, referenced: string | undefined): string {
  return object.fields[object.titleField]?.kind === 'reference' ? (referenced ?? '') : textOf(valueOf(item, object.titleField));
}
