import { TrendingDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useObject } from '#platform/context/web/meta.ts';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { Icon } from '#ui/Button.tsx';
import { Grade, Reason } from '#ui/identity.tsx';
import { Section } from '#ui/Page.tsx';
import { Rhythm } from '#ui/Rhythm.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { HistoryLine } from './HistoryLine.tsx';
import { useCustomerValue, type CustomerValue } from './valueQueries.ts';

/** Three facts over the customer's page: the grade with its reasons, the rhythm of orders, how the grade went. */
export function ValueBand({ record }: SlotProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const canSee = useObject('customer') !== undefined;
  const value = useCustomerValue(record.id);
  if (!canSee || !value.data)
    return value.error ? null : (
      <div className="band">
        <div style={{ height: 108 }} />
      </div>
    );
  const data = value.data;
  return (
    <div className="band">
      <div>
        <div className="bh">
          <span>{t('value.gradeWhy')}</span>
          <span className="t3">{t('value.asOf', { day: format.day(data.asOf) })}</span>
        </div>
        <div className="row g12" style={{ alignItems: 'flex-start' }}>
          <Grade grade={data.grade} big />
          <div className="grow">
            {data.reasons.map((reason) => (
              <Reason key={reason.code} text={reason.text} direction={reason.direction} />
            ))}
          </div>
          <ScoreFigure value={data} />
        </div>
      </div>
      <RhythmBlock value={data} />
      <div>
        <div className="bh">
          <span>{t('value.history')}</span>
          <span className="t3">{t('value.revenue12m')}</span>
        </div>
        <HistoryLine history={data.history} currency={data.currency} />
      </div>
    </div>
  );
}

function ScoreFigure({ value }: { value: CustomerValue }) {
  const { t } = useTranslation();
  if (!value.score) return null;
  const { recency, frequency, monetary } = value.score;
  return (
    <div className="sc" title={t('value.scoreHelp')} aria-label={t('value.scoreLabel', { recency, frequency, monetary })}>
      {recency}
      {frequency}
      {monetary}
      <div className="t3 fs12">{t('value.rfm')}</div>
    </div>
  );
}

function RhythmBlock({ value }: { value: CustomerValue }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <div className="bh">
        <span>
          {t('value.rhythm')}
          <span className="t3"> {value.usualDays ? t('value.usual', { n: Math.round(value.usualDays) }) : t('value.noRhythm')}</span>
        </span>
        {value.silentDays !== null && <span className={value.isFalling ? 'fall' : 't3'}>{t('value.silent', { n: value.silentDays })}</span>}
      </div>
      <Rhythm
        purchases={value.rhythm}
        todayOn={value.asOf}
        usualDays={value.usualDays}
        width={360}
        height={44}
        label={t('value.rhythmLabel', { n: value.rhythm.length })}
      />
      <div className="row fs12 t2 rhythm-foot">
        <span className="grow">
          {t('value.revenue12m')} {format.money(value.revenue12m, value.currency)}
        </span>
        <span>{t('value.purchaseDays', { n: value.purchaseDays })}</span>
      </div>
    </div>
  );
}

/** The same in the pane beside the list. */
export function ValuePeek({ record }: SlotProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = useCustomerValue(record.id);
  if (!value.data) return null;
  const { rhythm, asOf, usualDays, silentDays, isFalling, reasons, grade, revenue12m, currency } = value.data;
  return (
    <>
      {rhythm.length > 0 && (
        <div className={isFalling ? 'rhythm-card falling' : 'rhythm-card'}>
          <div className={isFalling ? 'why fall' : 'why'}>
            {isFalling && <Icon of={TrendingDown} size={14} />}
            <span>
              {usualDays ? (
                <>
                  {t('value.usual', { n: Math.round(usualDays) })}
                  {t('list.comma')}
                </>
              ) : null}
              {silentDays !== null && <b>{t('value.silent', { n: silentDays })}</b>}
            </span>
          </div>
          <Rhythm purchases={rhythm} todayOn={asOf} usualDays={usualDays} width={364} height={26} label={t('value.rhythmLabel', { n: rhythm.length })} />
          <div className="row fs12 t3">
            <span className="grow">
              {t('value.revenue12m')} {format.money(revenue12m, currency)}
            </span>
            <span>{format.day(asOf)}</span>
          </div>
        </div>
      )}
      {grade && reasons.length > 0 && (
        <Section title={t('value.whyGrade', { grade })}>
          {reasons.map((reason) => (
            <Reason key={reason.code} text={reason.text} direction={reason.direction} />
          ))}
        </Section>
      )}
    </>
  );
}
