import { useNavigate } from '@tanstack/react-router';
import { Plus, TrendingDown, TrendingUp } from 'lucide-react';
import { Trans, useTranslation } from 'react-i18next';
import { daysBetween } from '#kernel/dates.ts';
import { lunarDay, formatDateWithWeekday } from '#ui/format.ts';
import { useClosePromise, useSetTaskDone } from '#modules/activities/web/public.tsx';
import { useMeta } from '#platform/context/web/meta.ts';
import { RecordLink } from '#platform/records/web/RecordLink.tsx';
import { Button, Icon } from '#ui/Button.tsx';
import { Grade, GradeMove } from '#ui/identity.tsx';
import { Page, Section } from '#ui/Page.tsx';
import { usePreferences } from '#ui/preferences.ts';
import { QueryView } from '#ui/QueryView.tsx';
import { readableAmounts, useFormat } from '#ui/useFormat.ts';
import { FallingRows } from './FallingRows.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { useMyDay, type GradeMove as Move, type MyDay } from './valueQueries.ts';

/** What one does for whom today, and why. */
export function MyDayPage() {
  const { t } = useTranslation();
  const day = useMyDay();
  const { counts, objects } = useMeta();
  const format = useFormat();
  const navigate = useNavigate();
  const { isPhone } = usePreferences();
  const isEmpty = (counts['customer'] ?? 0) === 0;
  return (
    <Page
      title={isPhone ? <h1 className="phone-title">{formatDateWithWeekday(format.todayOn, format.locale)}</h1> : t('home.title')}
      after={
        !isPhone && (
          <span className="t3">
            <DateLine on={format.todayOn} />
          </span>
        )
      }
      actions={
        !isPhone &&
        !isEmpty &&
        objects['interaction']?.can.create && (
          <Button kind="primary" icon={Plus} onClick={() => void navigate({ to: '/interactions', search: { new: true } })}>
            {t('home.log')}
          </Button>
        )
      }
    >
      {isEmpty ? (
        <FirstSteps />
      ) : (
        <QueryView query={day} rows={10}>
          {(data) => <Day day={data} />}
        </QueryView>
      )}
    </Page>
  );
}

function DateLine({ on }: { on: string }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const lunar = lunarDay(on, locale);
  return (
    <>
      {formatDateWithWeekday(on, locale)}
      {lunar && ` · ${t('home.lunar', { month: lunar.month, day: t(`lunar.${lunar.day}`) })}`}
    </>
  );
}

function Day({ day }: { day: MyDay }) {
  const { t } = useTranslation();
  const due = day.promises.filter((promise) => (promise.dueOn ?? '') <= day.today);
  return (
    <div className="cols">
      <div className="left">
        <Lead day={day} due={due.length} late={due.filter((promise) => (promise.dueOn ?? day.today) < day.today).length} />
        <Figures day={day} />
        <Section title={t('home.falling')} count={t('count.customer', { n: day.falling.count })} aside={t('home.byRevenue')}>
          {day.falling.items.length > 0 ? <FallingRows items={day.falling.items} todayOn={day.today} /> : <div className="pr t3">{t('home.noneFalling')}</div>}
        </Section>
        <Promises day={day} />
        <Tasks day={day} />
      </div>
      <aside className="rail">
        <Section title={t('home.moves')} count={day.moves.length || undefined}>
          {day.moves.length > 0 ? (
            day.moves.map((move) => <MoveRow key={move.customerId + move.on} move={move} />)
          ) : (
            <div className="t3 fs12">{t('home.noMoves')}</div>
          )}
        </Section>
      </aside>
    </div>
  );
}

function Lead({ day, due, late }: { day: MyDay; due: number; late: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const b = { f: <b className="f" />, p: <b /> };
  return (
    <p className="lead">
      {day.falling.count > 0 ? (
        <Trans
          i18nKey="home.leadFalling"
          values={{ n: day.falling.count, amount: format.money(day.falling.revenue12m, day.figures.currency) }}
          components={b}
        />
      ) : (
        t('home.leadCalm')
      )}
      {due > 0 ? <Trans i18nKey="home.leadDue" values={{ n: due }} components={b} /> : t('home.leadNoneDue')}
      {late > 0 && t('home.leadLate', { n: late })}
      {t('list.stop')}
    </p>
  );
}

function Figures({ day }: { day: MyDay }) {
  const { t } = useTranslation();
  const format = useFormat();
  const {
    revenueMonth,
    revenueLastMonth,
    promisesKept90d: { kept, closed },
    currency,
  } = day.figures;
  const change = Number(revenueLastMonth) > 0 ? (Number(revenueMonth) - Number(revenueLastMonth)) / Number(revenueLastMonth) : null;
  const open = day.tasks.filter((task) => task.status === 'open').length;
  return (
    <dl className="figures">
      <div>
        <dt>{t('home.revenueMonth')}</dt>
        <dd title={format.moneyExact(revenueMonth, currency)}>
          {format.money(revenueMonth, currency)}
          {change !== null && (
            <span className={change < 0 ? 'fall' : 'rise'}>
              <Icon of={change < 0 ? TrendingDown : TrendingUp} size={14} />
              {Math.abs(change * 100).toFixed(1)}%
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('home.revenueLastMonth')}</dt>
        <dd title={format.moneyExact(revenueLastMonth, currency)}>{format.money(revenueLastMonth, currency)}</dd>
      </div>
      <div>
        <dt>{t('home.keptRate')}</dt>
        <dd>
          {closed > 0 ? `${Math.round((kept / closed) * 100)}%` : '—'}
          <span className="t3">{t('home.keptOf', { kept, closed })}</span>
        </dd>
      </div>
      <div>
        <dt>{t('home.openTasks')}</dt>
        <dd>
          {open}
          <span className="t3">{t('home.doneTasks', { n: day.tasks.length - open })}</span>
        </dd>
      </div>
    </dl>
  );
}

function Promises({ day }: { day: MyDay }) {
  const { t } = useTranslation();
  const close = useClosePromise();
  if (day.promises.length === 0) return null;
  return (
    <Section title={t('home.promises')} count={t('count.promise', { n: day.promises.length })}>
      {day.promises.map((promise) => (
        <div className="pr" key={promise.id}>
          <button
            type="button"
            role="checkbox"
            aria-checked={promise.status === 'kept'}
            aria-label={`${t('promise.keep')} ${promise.what}`}
            className={`cb rnd${promise.status === 'kept' ? ' on' : ''}`}
            onClick={() => close.mutate({ id: promise.id, outcome: 'kept' })}
          />
          <span className="tm">{promise.dueOn && <Due on={promise.dueOn} today={day.today} />}</span>
          <RecordLink className="grow ell" to={`/promises/${promise.id}`}>
            {promise.what}
          </RecordLink>
          <span className="row g6 who">
            <Grade grade={promise.grade} />
            <RecordLink className="ell" to={`/customers/${promise.customerId}`}>
              {promise.customerName}
            </RecordLink>
          </span>
        </div>
      ))}
    </Section>
  );
}

function Tasks({ day }: { day: MyDay }) {
  const { t } = useTranslation();
  const set = useSetTaskDone();
  const open = day.tasks.filter((task) => task.status === 'open').length;
  return (
    <Section
      title={t('home.tasks')}
      count={`${t('count.task', { n: open })}${day.tasks.length > open ? ` · ${t('home.doneTasks', { n: day.tasks.length - open })}` : ''}`}
    >
      {day.tasks.map((task) => (
        <div className="pr" key={task.id}>
          <button
            type="button"
            role="checkbox"
            aria-checked={task.status === 'done'}
            aria-label={`${t('task.complete')} ${task.title}`}
            className={`cb${task.status === 'done' ? ' on' : ''}`}
            onClick={() => set.mutate({ id: task.id, isDone: task.status !== 'done' })}
          />
          <RecordLink className={`grow ell${task.status === 'done' ? ' t3 struck' : ''}`} to={`/tasks/${task.id}`} title={task.reason ?? ''}>
            {task.title}
          </RecordLink>
          {task.customerId && (
            <RecordLink className="t2 who ell" to={`/customers/${task.customerId}`}>
              {task.customerName}
            </RecordLink>
          )}
          <span className="per">{task.dueOn && <Due on={task.dueOn} today={day.today} />}</span>
        </div>
      ))}
      {day.tasks.length === 0 && <div className="pr t3">{t('home.noTasks')}</div>}
    </Section>
  );
}

function Due({ on, today }: { on: string; today: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const late = daysBetween(on, today);
  return late > 0 ? <span className="bad nw">{t('home.late', { n: late })}</span> : <span className="t3 nw">{format.day(on)}</span>;
}

function MoveText({ text }: { text: string }) {
  const readable = readableAmounts(text, useFormat());
  return (
    <span className="t3 fs12 ell why-text" title={readable}>
      {readable}
    </span>
  );
}

function MoveRow({ move }: { move: Move }) {
  return (
    <div className="mvr">
      <GradeMove from={move.from} to={move.to} />
      <RecordLink className="ell" to={`/customers/${move.customerId}`}>
        {move.name}
      </RecordLink>
      <MoveText text={move.text} />
    </div>
  );
}
