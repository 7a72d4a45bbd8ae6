import { createElement } from 'react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { useWebModules } from '#platform/context/web/webModule.ts';
import { Page } from '#ui/Page.tsx';
import { Empty } from '#ui/QueryView.tsx';
import { RecordListPage } from './RecordListPage.tsx';
import { RecordPage } from './RecordPage.tsx';

/** /customers, /orders, and whatever else has a path. */
export function ListRoute() {
  const object = useObjectOfPath();
  return object ? <RecordListPage key={object.name} object={object} /> : <UnknownPage />;
}

export function RecordRoute() {
  const object = useObjectOfPath();
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const modules = useWebModules();
  if (!object) return <UnknownPage />;
  const Own = modules.map((module) => module.recordPages?.[object.name]).find((page) => page !== undefined);
  return Own ? createElement(Own, { key: id, id }) : <RecordPage key={id} object={object} id={id} />;
}

function useObjectOfPath(): MetaObject | undefined {
  const { objectPath }: { objectPath?: string } = useParams({ strict: false });
  return Object.values(useMeta().objects).find((object) => object.path === objectPath && object.partOf === undefined);
}

export function UnknownPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('ui.noPage.title')}>
      <Empty title={t('ui.noPage.title')} text={t('ui.noPage.text')} />
    </Page>
  );
}
