import { useState } from 'react';
import { Cake } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { Slots } from '#platform/context/web/Slots.tsx';
import { HistoryPanel } from '#platform/records/web/HistoryPanel.tsx';
import { RecordFacts } from '#platform/records/web/RecordFacts.tsx';
import { Breadcrumb, RecordActions, RecordHead } from '#platform/records/web/RecordPage.tsx';
import { RelatedList } from '#platform/records/web/RelatedLists.tsx';
import { useRecord, useRecords, type FullRecord } from '#platform/records/web/recordQueries.ts';
import { daysBetween } from '#kernel/dates.ts';
import { Icon } from '#ui/Button.tsx';
import { Avatar, Grade, Tag } from '#ui/identity.tsx';
import { Page, Section } from '#ui/Page.tsx';
import { usePreferences } from '#ui/preferences.ts';
import { QueryView } from '#ui/QueryView.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf, valueOf } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { KeyPeople } from './KeyPeople.tsx';

const groups: { title: string; fields: string[] }[] = [
  {
    title: 'customer.facts.main',
    fields: [
      'ownerId',
      'code',
      'shortName',
      'kind',
      'customerType',
      'relation',
      'industry',
      'employees',
      'foundedYear',
      'annualRevenue',
      'cooperatingSince',
      'source',
      'parentId',
    ],
  },
  { title: 'customer.facts.reach', fields: ['phone', 'email', 'website', 'country', 'province', 'city', 'address', 'deliveryAddress'] },
  {
    title: 'customer.facts.terms',
    fields: [
      'currency',
      'creditLimit',
      'paymentTerms',
      'discountRate',
      'taxNumber',
      'taxTerms',
      'invoiceTitle',
      'invoiceAddress',
      'bankName',
      'bankAccount',
      'salesCode',
      'commissionCode',
    ],
  },
];
const personFields = ['gender', 'birthOn', 'occupation', 'homeAddress'];

/** Facts at the left, what happened in the middle, what is open at the right; the grade and its reasons above. */
export function CustomerPage({ id }: { id: string }) {
  const object = useMeta().objects['customer'];
  return object ? <Loaded object={object} id={id} /> : null;
}

function Loaded({ object, id }: { object: MetaObject; id: string }) {
  const { isPhone } = usePreferences();
  const record = useRecord(object, id);
  const [showsHistory, setShowsHistory] = useState(false);
  const toggle = () => setShowsHistory(!showsHistory);
  return (
    <Page
      title={<Breadcrumb object={object} name={record.data ? textOf(record.data['shortName']) || textOf(record.data['name']) : ''} />}
      actions={
        record.data && (
          <RecordActions object={object} record={record.data} showsHistory={showsHistory} toggleHistory={toggle}>
            {!isPhone && <Slots name="customer.actions" record={record.data} object="customer" />}
          </RecordActions>
        )
      }
    >
      <QueryView query={record} rows={14}>
        {(data) =>
          isPhone ? <PhoneBody object={object} record={data} showsHistory={showsHistory} /> : <Body object={object} record={data} showsHistory={showsHistory} />
        }
      </QueryView>
    </Page>
  );
}

function Body({ object, record, showsHistory }: { object: MetaObject; record: FullRecord; showsHistory: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Head object={object} record={record} />
      <Slots name="customer.band" record={record} object="customer" />
      <div className="c3">
        <aside className="facts">
          <Facts object={object} record={record} />
        </aside>
        <section className="mid" aria-label={t('timeline.title')}>
          {showsHistory ? (
            <div style={{ padding: '10px 20px' }}>
              <Section title={t('history.title')}>
                <HistoryPanel object={object} id={record.id} />
              </Section>
            </div>
          ) : (
            <Slots name="customer.main" record={record} object="customer" />
          )}
        </section>
        <aside className="rel">
          <KeyPeople record={record} />
          <Slots name="customer.side" record={record} object="customer" />
          <Groups record={record} object={object} />
        </aside>
      </div>
    </>
  );
}

function Facts({ object, record }: { object: MetaObject; record: FullRecord }) {
  const { t } = useTranslation();
  const custom = Object.keys(object.fields).filter((name) => name.startsWith('custom.'));
  const shown = [
    ...groups,
    ...(record['kind'] === 'person' ? [{ title: 'customer.facts.person', fields: personFields }] : []),
    ...(custom.length > 0 ? [{ title: 'customer.facts.custom', fields: custom }] : []),
    { title: 'customer.facts.notes', fields: ['notes', 'createdAt', 'updatedAt'] },
  ];
  return shown.map(({ title, fields }) => (
    <FactGroup key={title} title={t(title)} object={object} record={record} fields={fields.filter((name) => name in object.fields)} />
  ));
}

/** What is known, with what is missing one click away. */
function FactGroup({ title, object, record, fields }: { title: string; object: MetaObject; record: FullRecord; fields: readonly string[] }) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const filled = fields.filter((name) => textOf(valueOf(record, name)) !== '');
  const missing = fields.length - filled.length;
  return (
    <Section title={title}>
      <RecordFacts object={object} record={record} kind={showsAll ? fields : filled} />
      {missing > 0 && !showsAll && (
        <button type="button" className="t3 fs12 more-facts" onClick={() => setShowsAll(true)}>
          {t('customer.fillMore', { n: missing })}
        </button>
      )}
    </Section>
  );
}

function Head({ object, record }: { object: MetaObject; record: FullRecord }) {
  const words = useWords();
  return (
    <RecordHead
      object={object}
      record={record}
      tags={
        <>
          <Grade grade={textOf(record['grade']) || null} />
          {textOf(record['industry']) && <Tag tone="line">{textOf(record['industry'])}</Tag>}
          {textOf(record['relation']) && <Tag tone="line">{words.choice('customer', 'relation', textOf(record['relation']))}</Tag>}
        </>
      }
      below={<HeadFacts object={object} record={record} />}
    />
  );
}

function HeadFacts({ object, record }: { object: MetaObject; record: FullRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const owner = record.references?.[textOf(record['ownerId'])]?.title;
  const since = textOf(record['cooperatingSince']);
  const years = since ? Math.floor(daysBetween(since, format.todayOn) / 365.25) : 0;
  const asked = groups.flatMap((group) => group.fields).filter((name) => name in object.fields);
  const filled = asked.filter((name) => textOf(record[name]) !== '');
  const place = `${textOf(record['province'])}${textOf(record['city'])}`;
  return (
    <div className="row g16 t2 fs12">
      {textOf(record['code']) && <span>{t('customer.code', { code: textOf(record['code']) })}</span>}
      {place && <span>{place}</span>}
      {years > 0 && <span>{t('customer.years', { n: years })}</span>}
      {owner && (
        <span className="row g4">
          <Avatar name={owner} />
          {owner}
        </span>
      )}
      <span>{t('customer.complete', { percent: Math.round((filled.length / Math.max(1, asked.length)) * 100) })}</span>
      {textOf(record['birthOn']) && (
        <span className="row g4">
          <Icon of={Cake} size={14} />
          {format.date(textOf(record['birthOn']))}
        </span>
      )}
    </div>
  );
}

function Groups({ record, object }: { record: FullRecord; object: MetaObject }) {
  const { t } = useTranslation();
  const { objects } = useMeta();
  const memberships = objects['groupMember'];
  const children = useRecords(object, {
    filter: { field: 'parentId', op: 'eq', value: record.id },
    fields: ['name', 'grade'].filter((name) => name in object.fields),
    limit: 8,
  });
  return (
    <>
      {memberships && <RelatedList object={memberships} field="customerId" parent={object} record={record} limit={8} title={t('customer.groups')} />}
      {(children.data?.items.length ?? 0) > 0 && (
        <Section title={t('customer.subsidiaries')}>
          {children.data?.items.map((child) => (
            <a key={child.id} className="ri row" href={`/customers/${child.id}`}>
              <span className="ell grow">{textOf(child['name'])}</span>
              <Grade grade={textOf(child['grade']) || null} />
            </a>
          ))}
        </Section>
      )}
    </>
  );
}

type PhoneTab = 'timeline' | 'facts' | 'related';

/** One column, three tabs. */
function PhoneBody({ object, record, showsHistory }: { object: MetaObject; record: FullRecord; showsHistory: boolean }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<PhoneTab>('timeline');
  const tabs: PhoneTab[] = ['timeline', 'facts', 'related'];
  return (
    <div className="scroll">
      <Head object={object} record={record} />
      {showsHistory && (
        <div className="pad">
          <Section title={t('history.title')}>
            <HistoryPanel object={object} id={record.id} />
          </Section>
        </div>
      )}
      <div className="phone-actions">
        <Slots name="customer.actions" record={record} object="customer" />
      </div>
      <Slots name="customer.band" record={record} object="customer" />
      <div className="phone-tabs" role="tablist">
        {tabs.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => setTab(one)}>
            {t(`customer.tab.${one}`)}
          </button>
        ))}
      </div>
      {tab === 'timeline' && <Slots name="customer.main" record={record} object="customer" />}
      {tab === 'facts' && (
        <div className="pad">
          <Facts object={object} record={record} />
        </div>
      )}
      {tab === 'related' && (
        <div className="pad">
          <KeyPeople record={record} />
          <Slots name="customer.side" record={record} object="customer" />
        </div>
      )}
    </div>
  );
}
