import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useObject } from '#platform/context/web/meta.ts';
import { NewRecordDialog } from '#platform/records/web/NewRecordDialog.tsx';
import { useRecords } from '#platform/records/web/recordQueries.ts';
import { IconButton } from '#ui/Button.tsx';
import { Avatar } from '#ui/identity.tsx';
import { Section } from '#ui/Page.tsx';
import { textOf, type RecordData } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';

/** The people at the customer, with what they decide. */
export function KeyPeople({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const object = useObject('contact');
  const [isNew, setNew] = useState(false);
  const people = useRecords(object, {
    filter: { field: 'customerId', op: 'eq', value: record.id },
    fields: ['name', 'jobTitle', 'role', 'phone', 'isPrimary'],
    limit: 12,
  });
  const items = [...(people.data?.items ?? [])].sort((a, b) => Number(b['isPrimary'] === true) - Number(a['isPrimary'] === true));
  if (!object) return null;
  return (
    <Section
      title={t('customer.people')}
      count={items.length || undefined}
      aside={object.can.create && <IconButton icon={Plus} label={t('action.new', { object: words.object('contact') })} onClick={() => setNew(true)} />}
    >
      <ul className="rlist">
        {items.map((person) => (
          <li key={person.id}>
            <Avatar name={textOf(person['name'])} kind="contact" />
            <a
              className="grow ell link-quiet"
              href={`/contacts/${person.id}`}
              onClick={(event) => {
                event.preventDefault();
                void navigate({ to: `/contacts/${person.id}` });
              }}
            >
              {textOf(person['name'])}{' '}
              <span className="t3 fs12">
                {[textOf(person['jobTitle']), person['role'] ? words.choice('contact', 'role', textOf(person['role'])) : ''].filter(Boolean).join(' · ')}
              </span>
            </a>
            {textOf(person['phone']) && (
              <a className="t3 fs12 nw" href={`tel:${textOf(person['phone'])}`}>
                {textOf(person['phone'])}
              </a>
            )}
          </li>
        ))}
        {people.data && items.length === 0 && <li className="t3 fs12">{t('record.none')}</li>}
      </ul>
      {isNew && (
        <NewRecordDialog
          object={object}
          initial={{ customerId: record.id }}
          references={{ [record.id]: { object: 'customer', title: textOf(record['name']) } }}
          close={() => setNew(false)}
        />
      )}
    </Section>
  );
}
