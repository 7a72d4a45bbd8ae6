import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { minorToMoney } from '#kernel/money.ts';
import { ApiProblem, post } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { RecordLink } from '#platform/records/web/RecordLink.tsx';
import { Button } from '#ui/Button.tsx';
import { GradeMove, Grade } from '#ui/identity.tsx';
import { Page } from '#ui/Page.tsx';
import { Empty, QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { readableAmounts, useFormat } from '#ui/useFormat.ts';
import { FieldEditor } from '#ui/records/FieldEditor.tsx';
import { FallingRows } from './FallingRows.tsx';
import { GradeRules } from './GradeRules.tsx';
import { Matrix } from './Matrix.tsx';
import { useOverview, type Overview } from './valueQueries.ts';

/** Where revenue comes from, who is leaving, whose grade moved. */
export function ValuePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { asOf }: { asOf?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const overview = useOverview(asOf);
  const { me } = useMeta();
  const calculation = useCalculation(asOf);
  const isMissing = overview.error instanceof ApiProblem && overview.error.status === 404;
  const recalculate =
    me.role !== 'administrator' ? null : (
      <>
        <GradeRules />
        <Button kind="primary" icon={RefreshCw} busy={calculation.isBusy} onClick={() => void calculation.run()}>
          {t('value.recalculate')}
        </Button>
      </>
    );
  return (
    <Page
      title={t('value.title')}
      actions={recalculate}
      toolbar={
        <>
          <span className="t2">{t('value.asOfLabel')}</span>
          <span style={{ width: 150 }}>
            <FieldEditor
              object=""
              name="asOf"
              field={{ kind: 'date', optional: true }}
              value={asOf ?? overview.data?.asOf ?? format.todayOn}
              label={t('value.asOfLabel')}
              onChange={() => undefined}
              onCommit={(value) => void navigate({ to: '.', search: typeof value === 'string' ? { asOf: value } : {} })}
            />
          </span>
          <span className="grow" />
          {overview.data && !isMissing && <span className="t3 fs12">{t('value.computed', { at: format.instant(overview.data.computedAt) })}</span>}
        </>
      }
    >
      {isMissing ? (
        <Empty title={t('value.missing.title')} text={t('value.missing.text', { day: format.date(asOf ?? format.todayOn) })} />
      ) : (
        <QueryView query={overview} rows={10}>
          {(data) => <Quarters data={data} />}
        </QueryView>
      )}
    </Page>
  );
}

function useCalculation(asOf: string | undefined) {
  const client = useQueryClient();
  const toasts = useToasts();
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await post('/value/recalculate', asOf ? { asOf } : {});
      for (const key of ['value', 'my-day', 'customer']) await client.invalidateQueries({ queryKey: [key] });
      toasts.done(t('value.recalculated'));
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    setBusy(false);
  };
  return { isBusy, run };
}

function Quarters({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="quarters">
      <section>
        <Matrix data={data} />
      </section>
      <section>
        <Grades data={data} />
      </section>
      <section>
        <div className="hh">
          <h2>
            {t('value.fallingTitle', { n: format.count(data.falling.count) })}{' '}
            <span className="fall">{format.money(data.falling.revenue12m, data.currency)}</span>
          </h2>
          <RecordLink className="t3 fs12" to={listHref({ field: 'isFalling', op: 'eq', value: true })}>
            {t('value.seeList')}
          </RecordLink>
        </div>
        <p className="t3 fs12">{t('value.fallingHelp')}</p>
        <FallingRows items={data.falling.items.slice(0, 8)} todayOn={data.asOf} />
      </section>
      <section>
        <Moves data={data} />
      </section>
    </div>
  );
}

export const listHref = (filter: Record<string, unknown>) => `/customers?filter=${encodeURIComponent(JSON.stringify(filter))}`;

function Grades({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = data.grades.reduce((sum, grade) => sum + Number(grade.revenue12m), 0);
  const customers = data.grades.reduce((sum, grade) => sum + grade.customers, 0);
  const share = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 100) : 0);
  const best = data.grades.find((grade) => grade.grade === 'A');
  return (
    <>
      <div className="hh">
        <h2>{best ? t('value.bestShare', { share: share(best.customers, customers), revenue: share(Number(best.revenue12m), total) }) : t('value.grades')}</h2>
      </div>
      <p className="t3 fs12">{t('value.gradesHelp', { amount: format.money(String(total), data.currency) })}</p>
      <div className="gradebars">
        {data.grades.map((grade) => (
          <div key={grade.grade} className="gradebar">
            <Grade grade={grade.grade} />
            <div className="grow">
              <RecordLink to={listHref({ field: 'grade', op: 'in', value: [grade.grade] })}>
                {t('count.customer', { n: format.count(grade.customers) })}
                <span className="t3 fs12"> {t('value.ofCustomers', { n: share(grade.customers, customers) })}</span>
              </RecordLink>
              <div className="bars" aria-hidden>
                <i style={{ width: `${share(grade.customers, customers)}%`, background: 'var(--viz-neutral)' }} />
                <i style={{ width: `${share(Number(grade.revenue12m), total)}%`, background: `var(--grade-${grade.grade.toLowerCase()}-bg)` }} />
              </div>
            </div>
            <div className="mv">
              <div title={format.moneyExact(grade.revenue12m, data.currency)}>{format.money(grade.revenue12m, data.currency)}</div>
              <div className="t3 fs12">{share(Number(grade.revenue12m), total)}%</div>
            </div>
          </div>
        ))}
      </div>
      <Cuts data={data} />
    </>
  );
}

/** The borders between the five classes: what a score means here and now. */
function Cuts({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = (name: keyof Overview['cuts'], value: number) =>
    name === 'monetary' ? format.compact(minorToMoney(Math.round(value), data.currency)) : format.count(Math.round(value));
  return (
    <dl className="cuts">
      {(['recency', 'frequency', 'monetary'] as const).map((name) => (
        <div key={name}>
          <dt>{t(`value.cut.${name}`)}</dt>
          <dd>
            {(data.cuts[name] ?? []).map((value, index) => (
              <span key={index}>{text(name, value)}</span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Moves({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rank = (letter: string | null) => (letter === null ? 'Z' : letter);
  return (
    <>
      <div className="hh">
        <h2>{t('value.movesTitle', { up: format.count(data.moves.up), down: format.count(data.moves.down) })}</h2>
        <span className="t3 fs12">{t('home.byRevenue')}</span>
      </div>
      <div className="tb" role="table" aria-label={t('value.moves')}>
        {data.moves.items.slice(0, 12).map((move) => (
          <div role="row" key={move.customerId + move.on}>
            <GradeMove from={move.from} to={move.to} />
            <RecordLink className="ell" to={`/customers/${move.customerId}`}>
              {move.name}
            </RecordLink>
            <span className={`ell fs12 ${rank(move.to) < rank(move.from) ? 'rise' : 'fall'}`} title={readableAmounts(move.text, format)}>
              {readableAmounts(move.text, format)}
            </span>
            <span className="num">{move.revenue12m ? format.money(move.revenue12m, data.currency) : ''}</span>
          </div>
        ))}
      </div>
      {data.moves.items.length === 0 && <p className="t3">{t('home.noMoves')}</p>}
    </>
  );
}
