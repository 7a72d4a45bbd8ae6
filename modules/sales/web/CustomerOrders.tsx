import { useObject } from '#platform/context/web/meta.ts';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRecords } from '#platform/records/web/recordQueries.ts';
import { Section } from '#ui/Page.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';

/** The newest orders beside the timeline. */
export function CustomerOrders({ record }: SlotProps) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const navigate = useNavigate();
  const object = useObject('order');
  const list = useRecords(object, { filter: { field: 'customerId', op: 'eq', value: record.id }, sort: '-orderedOn', limit: 5, count: 'estimate' });
  if (!object) return null;
  return (
    <Section title={words.objects('order')} count={list.data?.count || undefined}>
      {list.data?.items.map((order) => (
        <a
          className="ri"
          key={order.id}
          href={`/orders/${order.id}`}
          onClick={(event) => {
            event.preventDefault();
            void navigate({ to: `/orders/${order.id}` });
          }}
        >
          <span className="row">
            <span className="grow ell">{textOf(order['number']) || t('ui.untitled')}</span>
            <span title={format.moneyExact(textOf(order['amount']), textOf(order['currency']))}>
              {format.money(textOf(order['amount']), textOf(order['currency']))}
            </span>
          </span>
          <span className="row fs12 t2">
            <span className="grow">{words.choice('order', 'status', textOf(order['status']))}</span>
            <span>{format.day(textOf(order['orderedOn']))}</span>
          </span>
        </a>
      ))}
      {list.data?.items.length === 0 && <div className="t3 fs12">{t('record.none')}</div>}
    </Section>
  );
}
