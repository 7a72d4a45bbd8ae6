import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta, useObject } from '#platform/context/web/meta.ts';
import { useCreateRecord } from '#platform/records/web/recordQueries.ts';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { Button } from '#ui/Button.tsx';
import { Grade, Reason } from '#ui/identity.tsx';
import { usePreferences } from '#ui/preferences.ts';
import { Rhythm } from '#ui/Rhythm.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { useFormat } from '#ui/useFormat.ts';
import type { FallingCustomer } from './valueQueries.ts';

/** Customers whose rhythm slowed, each with the reason and one step to a task. */
export function FallingRows({ items, todayOn }: { items: readonly FallingCustomer[]; todayOn: string }) {
  return (
    <div role="list">
      {items.map((item, index) => (
        <FallingRow key={item.customerId} item={item} todayOn={todayOn} isFirst={index === 0} />
      ))}
    </div>
  );
}

function FallingRow({ item, todayOn, isFirst }: { item: FallingCustomer; todayOn: string; isFirst: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { isPhone } = usePreferences();
  return (
    <div className={isPhone && isFirst ? 'fr open' : 'fr'} role="listitem">
      <Grade grade={item.grade} />
      <div className="grow">
        <a
          className="ell name"
          style={{ display: 'block' }}
          href={`/customers/${item.customerId}`}
          onClick={(event) => {
            event.preventDefault();
            void navigate({ to: `/customers/${item.customerId}` });
          }}
        >
          {item.name}
        </a>
        <Reason text={item.text} direction="down" />
      </div>
      {!isPhone && <Rhythm purchases={item.rhythm} todayOn={todayOn} usualDays={item.usualDays} label={t('value.rhythmLabel', { n: item.rhythm.length })} />}
      <div className="mv">
        <div title={format.moneyExact(item.revenue12m, item.currency)}>{format.money(item.revenue12m, item.currency)}</div>
        <div className="t3 fs12">{t('value.yearRevenue')}</div>
      </div>
      {isPhone ? isFirst && <OpenRow item={item} todayOn={todayOn} /> : <RowEnd item={item} />}
    </div>
  );
}

/** On touch there is no hover: the first row shows what can be done. */
function OpenRow({ item, todayOn }: { item: FallingCustomer; todayOn: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Rhythm
        purchases={item.rhythm}
        todayOn={todayOn}
        usualDays={item.usualDays}
        width={340}
        height={28}
        label={t('value.rhythmLabel', { n: item.rhythm.length })}
      />
      <TaskButton item={item} />
    </>
  );
}

function RowEnd({ item }: { item: FallingCustomer }) {
  const format = useFormat();
  return (
    <div className="act">
      <span className="t3 fs12 off-hover">{[item.ownerName, item.lastOrderOn && format.day(item.lastOrderOn)].filter(Boolean).join(' · ')}</span>
      <span className="on-hover">
        <TaskButton item={item} />
      </span>
    </div>
  );
}

function TaskButton({ item }: { item: FallingCustomer }) {
  const task = useObject('task');
  return task?.can.create ? <PlanTask task={task} item={item} /> : null;
}

function PlanTask({ task, item }: { task: MetaObject; item: FallingCustomer }) {
  const { t } = useTranslation();
  const { todayOn } = useFormat();
  const { me } = useMeta();
  const toasts = useToasts();
  const create = useCreateRecord(task);
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      await create({
        title: t('home.taskTitle', { name: item.name }).slice(0, 200),
        customerId: item.customerId,
        dueOn: todayOn,
        ownerId: item.ownerId ?? me.memberId,
        priority: 'high',
        reason: item.text.slice(0, 500),
      });
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    setBusy(false);
  };
  return (
    <Button icon={ListChecks} busy={isBusy} onClick={() => void make()}>
      {t('action.planTask')}
    </Button>
  );
}
