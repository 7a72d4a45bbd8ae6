import { useMemo, useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get } from '#platform/context/web/api.ts';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { todayIn } from '#kernel/dates.ts';
import { Button } from '#ui/Button.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { formatMonth } from '#ui/format.ts';
import { useFormat } from '#ui/useFormat.ts';
import { Composer } from './Composer.tsx';
import { TimelineEntry, type TimelineItem, type TimelinePage } from './TimelineEntry.tsx';

const kinds = ['interaction', 'order', 'promise', 'task'] as const;

/** Everything with this customer, newest first, by month. */
export function Timeline({ record }: SlotProps) {
  const { t } = useTranslation();
  const [only, setOnly] = useState<string | null>(null);
  const timeline = useTimeline(record.id, 50, only ?? undefined);
  return (
    <>
      <div className="bar2">
        <div className="tabs" role="group" aria-label={t('timeline.filter')}>
          <button type="button" className={only === null ? 'on' : ''} aria-pressed={only === null} onClick={() => setOnly(null)}>
            {t('timeline.all')}
          </button>
          {kinds.map((kind) => (
            <button key={kind} type="button" className={only === kind ? 'on' : ''} aria-pressed={only === kind} onClick={() => setOnly(kind)}>
              {t(`timeline.kind.${kind}`)}
            </button>
          ))}
        </div>
      </div>
      <Composer customerId={record.id} />
      <QueryView query={timeline} rows={6}>
        {(data) => (
          <>
            <Months items={data.pages.flatMap((page) => page.items)} pages={data.pages} />
            {timeline.hasNextPage && (
              <div style={{ padding: '0 20px 20px' }}>
                <Button kind="quiet" busy={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
                  {t('action.more')}
                </Button>
              </div>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

export function useTimeline(customerId: string, limit: number, only?: string) {
  return useInfiniteQuery({
    queryKey: ['timeline', customerId, limit, only],
    initialPageParam: '',
    getNextPageParam: (last: TimelinePage) => last.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      get<TimelinePage>(
        `/customers/${customerId}/timeline?limit=${limit}${only ? `&kinds=${only}` : ''}${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`,
        signal,
      ),
  });
}

function Months({ items, pages }: { items: readonly TimelineItem[]; pages: readonly TimelinePage[] }) {
  const { t } = useTranslation();
  const { locale, timeZone, todayOn } = useFormat();
  const references = useMemo(() => Object.assign({}, ...pages.map((page) => page.references ?? {})), [pages]);
  const monthOf = (item: TimelineItem) => (item.at.length === 10 ? item.at : todayIn(timeZone, item.at)).slice(0, 7);
  const name = (month: string) => formatMonth(month, todayOn, locale);
  if (items.length === 0) return <div className="t3 pad">{t('timeline.empty')}</div>;
  return (
    <ul className="ev" aria-label={t('timeline.title')}>
      {items.map((item, index) => {
        const month = monthOf(item);
        const before = items[index - 1];
        return [
          before && monthOf(before) === month ? null : (
            <li className="dt" key={month}>
              {name(month)}
            </li>
          ),
          <TimelineEntry key={item.id} item={item} references={references} />,
        ];
      })}
    </ul>
  );
}
