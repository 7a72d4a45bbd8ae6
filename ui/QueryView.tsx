import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Lock } from 'lucide-react';
import { Button, Icon } from './Button.tsx';

interface QueryViewProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>;
  children: (data: T) => ReactNode;
  /** Shown instead of bars of text while loading. */
  skeleton?: ReactNode;
  rows?: number;
}

/** Loading, error, no permission, then the data. */
export function QueryView<T>({ query, children, skeleton, rows = 3 }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  return skeleton ?? <SkeletonRows rows={rows} />;
}

export function SkeletonRows({ rows }: { rows: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t('ui.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <div className="sk-row" key={index}>
          <i className="sk-box" />
          <i className="sk-line" style={{ width: `${62 - (index % 3) * 14}%` }} />
          <i className="sk-line end" />
        </div>
      ))}
    </div>
  );
}

const statusOf = (error: Error): number | undefined => ('status' in error && typeof error.status === 'number' ? error.status : undefined);

export function ErrorView({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  const status = statusOf(error);
  const isHidden = status === 403 || status === 404;
  return (
    <div className="state" role="alert">
      <h3>
        {isHidden ? (
          <>
            <Icon of={Lock} /> {t('ui.hidden.title')}
          </>
        ) : (
          t('ui.failed.title')
        )}
      </h3>
      <p>{error.message || (status === 0 ? t('ui.failed.offline') : isHidden ? t('ui.hidden.text') : t('ui.failed.text'))}</p>
      {!isHidden && <Button onClick={retry}>{t('action.retry')}</Button>}
    </div>
  );
}

export function Empty({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h3>{title}</h3>
      {text && <p>{text}</p>}
      {children && <div className="row g6">{children}</div>}
    </div>
  );
}
