import { useTranslation } from 'react-i18next';
import { useFormat } from '#ui/useFormat.ts';
import type { Overview } from './valueQueries.ts';

const classes = [1, 2, 3, 4, 5];

/** Recency across, frequency up: how many customers, and what one of them brings. */
export function Matrix({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cellOf = (recency: number, frequency: number) => data.matrix.find((cell) => cell.recency === recency && cell.frequency === frequency);
  const average = (cell: { customers: number; amount: string } | undefined) => (cell && cell.customers > 0 ? Number(cell.amount) / cell.customers : 0);
  const most = Math.max(1, ...data.matrix.map(average));
  const lost = data.matrix.filter((cell) => cell.recency <= 2 && cell.frequency >= 4);
  const lostCustomers = lost.reduce((sum, cell) => sum + cell.customers, 0);
  const lostAmount = lost.reduce((sum, cell) => sum + Number(cell.amount), 0);
  return (
    <>
      <div className="hh">
        <h2>
          {lostCustomers > 0 ? (
            <>
              {t('value.regularsGone', { n: format.count(lostCustomers) })} <span className="fall">{format.money(String(lostAmount), data.currency)}</span>
            </>
          ) : (
            t('value.regularsKept')
          )}
        </h2>
      </div>
      <p className="t3 fs12">{t('value.matrixHelp', { n: format.count(data.buyers) })}</p>
      <table className="matrix" aria-label={t('value.matrix')}>
        <tbody>
          {[...classes].reverse().map((frequency) => (
            <tr key={frequency}>
              <th scope="row">{frequency === 5 ? t('value.often') : frequency === 1 ? t('value.seldom') : ''}</th>
              <th scope="row">F{frequency}</th>
              {classes.map((recency) => {
                const cell = cellOf(recency, frequency);
                const customers = cell?.customers ?? 0;
                const tone = customers === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(average(cell) / most) * 5));
                const each = customers > 0 ? format.compact(average(cell)) : '';
                return (
                  <td
                    key={recency}
                    className={`m${tone}${customers > 0 && recency <= 2 && frequency >= 4 ? ' gone' : ''}`}
                    title={t('value.cellTitle', { recency, frequency, n: format.count(customers) })}
                  >
                    <span>{customers > 0 ? format.count(customers) : ''}</span>
                    <small>{each}</small>
                  </td>
                );
              })}
            </tr>
          ))}
          <tr className="axis">
            <th />
            <th />
            {classes.map((recency) => (
              <th key={recency} scope="col">
                R{recency}
              </th>
            ))}
          </tr>
          <tr className="axis">
            <th />
            <th />
            <th colSpan={2} style={{ textAlign: 'left' }}>
              {t('value.longAgo')}
            </th>
            <th />
            <th colSpan={2} style={{ textAlign: 'right' }}>
              {t('value.justNow')}
            </th>
          </tr>
        </tbody>
      </table>
    </>
  );
}
