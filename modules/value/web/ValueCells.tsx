import { TrendingDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CellProps } from '#platform/context/web/webModule.ts';
import { Icon } from '#ui/Button.tsx';
import { Grade } from '#ui/identity.tsx';
import { textOf } from '#ui/records/record.ts';

export function GradeCell({ value, record }: CellProps) {
  const { t } = useTranslation();
  return (
    <span className="row g4">
      <Grade grade={textOf(value) || null} />
      {record['isFalling'] === true && (
        <span className="fall" title={t('value.falling')}>
          <Icon of={TrendingDown} size={14} />
        </span>
      )}
    </span>
  );
}

export function FallingCell({ value }: CellProps) {
  const { t } = useTranslation();
  return value === true ? (
    <span className="tag fall">
      <Icon of={TrendingDown} size={14} />
      {t('value.falling')}
    </span>
  ) : null;
}
