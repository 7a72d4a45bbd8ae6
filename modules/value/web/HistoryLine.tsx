import { useTranslation } from 'react-i18next';
import { useFormat } from '#ui/useFormat.ts';
import type { CustomerValue } from './valueQueries.ts';

const width = 260;
const height = 62;

/** Revenue of the twelve months before each run, the grade at each point. */
export function HistoryLine({ history, currency }: { history: CustomerValue['history']; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (history.length === 0) return <div className="t3 fs12">{t('value.noHistory')}</div>;
  const points = [...history].sort((a, b) => a.asOf.localeCompare(b.asOf)).slice(-24);
  const most = Math.max(1, ...points.map((point) => Number(point.revenue12m)));
  const x = (index: number) => (points.length === 1 ? width / 2 : 10 + (index / (points.length - 1)) * (width - 20));
  const y = (amount: string) => height - 18 - (Math.max(0, Number(amount)) / most) * (height - 32);
  return (
    <svg width="100%" height={height + 14} viewBox={`0 0 ${width} ${height + 14}`} role="img" aria-label={t('value.historyLabel', { n: points.length })}>
      <line x1={0} x2={width} y1={height - 17.5} y2={height - 17.5} stroke="var(--viz-grid)" />
      <polyline
        fill="none"
        stroke="var(--viz-1)"
        strokeWidth={1.6}
        strokeLinejoin="round"
        points={points.map((point, index) => `${x(index)},${y(point.revenue12m)}`).join(' ')}
      />
      {points.map((point, index) => {
        const isShown = index === 0 || index === points.length - 1 || point.grade !== points[index - 1]?.grade;
        return (
          <g key={point.asOf}>
            <title>{`${format.date(point.asOf)} ${point.grade ?? ''} ${format.money(point.revenue12m, currency)}`}</title>
            <circle cx={x(index)} cy={y(point.revenue12m)} r={isShown ? 3 : 2} fill="var(--bg-surface)" stroke="var(--viz-1)" strokeWidth={1.4} />
            {isShown && (
              <text x={x(index)} y={height - 2} textAnchor="middle" fontSize={12} fill="var(--text-2)">
                {point.grade ?? '–'}
              </text>
            )}
          </g>
        );
      })}
      <text x={2} y={height + 12} fontSize={11} fill="var(--text-3)">
        {format.date(points[0]?.asOf ?? '')}
      </text>
      <text x={width - 2} y={height + 12} fontSize={11} textAnchor="end" fill="var(--text-3)">
        {format.date(points.at(-1)?.asOf ?? '')}
      </text>
    </svg>
  );
}
