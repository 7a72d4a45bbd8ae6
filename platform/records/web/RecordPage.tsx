import { useState, type ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { ChevronRight, History, RotateCcw, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { Slots } from '#platform/context/web/Slots.tsx';
import { useObjectIcon } from '#platform/context/web/webModule.ts';
import { Button, Icon, IconButton } from '#ui/Button.tsx';
import { Avatar, Grade } from '#ui/identity.tsx';
import { Page, Section } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { textOf, valueOf } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { RecordFacts } from './RecordFacts.tsx';
import { RelatedLists } from './RelatedLists.tsx';
import { deleteRecord, restoreRecord, useDone, useRecord, type FullRecord } from './recordQueries.ts';

/** The page of any object: facts at the left, what belongs to it in the middle. */
export function RecordPage({ object, id }: { object: MetaObject; id: string }) {
  const { t } = useTranslation();
  const record = useRecord(object, id);
  const [showsHistory, setShowsHistory] = useState(false);
  return (
    <Page
      title={<Breadcrumb object={object} name={record.data ? textOf(valueOf(record.data, object.titleField)) : ''} />}
      actions={
        record.data && <RecordActions object={object} record={record.data} showsHistory={showsHistory} toggleHistory={() => setShowsHistory(!showsHistory)} />
      }
    >
      <QueryView query={record} rows={12}>
        {(data) => (
          <>
            <RecordHead object={object} record={data} />
            <div className="c3 two">
              <aside className="facts">
                <Section title={t('record.facts')}>
                  <RecordFacts object={object} record={data} kind="all" />
                </Section>
              </aside>
              <div className="mid" style={{ padding: '10px 20px 20px' }}>
                {showsHistory ? (
                  <Section title={t('history.title')}>
                    <HistoryPanel object={object} id={id} />
                  </Section>
                ) : (
                  <>
                    <Slots name={`record.${object.name}.main`} record={data} object={object.name} />
                    <RelatedLists object={object} record={data} />
                  </>
                )}
              </div>
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}

export function Breadcrumb({ object, name }: { object: MetaObject; name: string }) {
  const words = useWords();
  const navigate = useNavigate();
  return (
    <nav className="row g4 t2 ell" aria-label={words.objects(object.name)}>
      <a
        className="link-quiet"
        href={`/${object.path}`}
        onClick={(event) => {
          event.preventDefault();
          void navigate({ to: `/${object.path}` });
        }}
      >
        {words.objects(object.name)}
      </a>
      <Icon of={ChevronRight} size={14} />
      <span className="ell">{name}</span>
    </nav>
  );
}

export function RecordHead({
  object,
  record,
  tags,
  below,
  actions,
}: {
  object: MetaObject;
  record: FullRecord;
  tags?: ReactNode;
  below?: ReactNode;
  actions?: ReactNode;
}) {
  const { t } = useTranslation();
  const title = textOf(valueOf(record, object.titleField));
  return (
    <div className="hd">
      <RecordSign object={object} record={record} />
      <div className="grow">
        <div className="row g12">
          <h2 className="ell">{title || t('ui.untitled')}</h2>
          {tags ?? <Grade grade={textOf(record['grade']) || null} />}
          {record['deletedAt'] !== null && record['deletedAt'] !== undefined && <span className="tag bad">{t('record.deleted')}</span>}
        </div>
        {below}
      </div>
      {actions && <div className="row g6">{actions}</div>}
    </div>
  );
}

/** A person or a company by its first character, anything else by the sign of its kind. */
export function RecordSign({ object, record }: { object: MetaObject; record: FullRecord }) {
  const icon = useObjectIcon(object.name);
  const named = ['customer', 'contact', 'lead', 'member'].includes(object.name);
  if (!named && icon)
    return (
      <span className="av xl" aria-hidden>
        <Icon of={icon} size={20} />
      </span>
    );
  const name = textOf(record['shortName']) || textOf(valueOf(record, object.titleField)) || '·';
  return <Avatar name={name} kind={object.name === 'contact' || object.name === 'lead' ? 'contact' : 'customer'} size="xl" />;
}

export function RecordActions({
  object,
  record,
  showsHistory,
  toggleHistory,
  children,
}: {
  object: MetaObject;
  record: FullRecord;
  showsHistory: boolean;
  toggleHistory: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const done = useDone();
  const toasts = useToasts();
  const name = textOf(valueOf(record, object.titleField));
  const isDeleted = record['deletedAt'] !== null && record['deletedAt'] !== undefined;
  const change = async (act: () => Promise<{ data: unknown; changeId: string | null }>, text: string, leaves: boolean) => {
    try {
      const written = await act();
      done(text, object.name, [written], leaves ? [record.id] : []);
      if (leaves) void navigate({ to: `/${object.path}` });
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
  };
  return (
    <>
      <IconButton icon={History} label={t('history.title')} className={showsHistory ? 'on' : ''} onClick={toggleHistory} />
      {isDeleted ? (
        <Button icon={RotateCcw} onClick={() => void change(() => restoreRecord(object, record.id), t('record.restored', { name }), false)}>
          {t('action.restore')}
        </Button>
      ) : (
        (record.can?.delete ?? object.can.delete) && (
          <IconButton
            icon={Trash2}
            label={t('action.delete')}
            onClick={() => void change(() => deleteRecord(object, record.id), t('record.deletedToast', { name }), true)}
          />
        )
      )}
      {children}
    </>
  );
}
