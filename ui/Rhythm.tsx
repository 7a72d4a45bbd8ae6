import { addDays, daysBetween } from '#kernel/dates.ts';

export interface Purchase {
  on: string;
  amount: string;
}

interface RhythmProps {
  purchases: readonly Purchase[];
  todayOn: string;
  /** The customer's own usual interval; what passes it is tinted. */
  usualDays: number | null;
  width?: number;
  height?: number;
  label: string;
}

/** A tick per order, height is amount, the tinted gap is silence beyond the usual interval. */
export function Rhythm({ purchases, todayOn, usualDays, width = 150, height = 24, label }: RhythmProps) {
  const recent = purchases.filter((p) => p.on >= addDays(todayOn, -730));
  const first = recent.reduce((a, p) => (p.on < a ? p.on : a), addDays(todayOn, -365));
  const span = Math.max(30, daysBetween(first, todayOn));
  const most = Math.max(1, ...recent.map((p) => Number(p.amount)));
  const x = (on: string) => 4 + (daysBetween(first, on) / span) * (width - 8);
  const last = recent.reduce((a, p) => (p.on > a ? p.on : a), '');
  const expected = last && usualDays ? addDays(last, Math.round(usualDays)) : '';
  const isLate = expected !== '' && expected < todayOn;
  return (
    <svg className="rhythm" width={width} height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {isLate && <rect x={x(expected)} y={2} width={Math.max(2, width - x(expected))} height={height - 3} fill="var(--falling-tint)" />}
      {isLate && <line x1={x(expected)} x2={x(expected)} y1={2} y2={height - 1} stroke="var(--falling-mark)" strokeDasharray="2 2" strokeWidth={1.4} />}
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" />
      {recent.map((purchase, index) => {
        const tall = 4 + Math.sqrt(Math.max(0, Number(purchase.amount)) / most) * (height - 7);
        return <line key={index} x1={x(purchase.on)} x2={x(purchase.on)} y1={height - tall} y2={height - 1} stroke="var(--icon)" strokeWidth={1.8} />;
      })}
    </svg>
  );
}
