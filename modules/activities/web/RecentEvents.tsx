import { useTranslation } from 'react-i18next';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { Section } from '#ui/Page.tsx';
import { useTimeline } from './Timeline.tsx';
import { TimelineEntry } from './TimelineEntry.tsx';

/** The last few events, in the pane beside the list. */
export function RecentEvents({ record }: SlotProps) {
  const { t } = useTranslation();
  const timeline = useTimeline(record.id, 6);
  const page = timeline.data?.pages[0];
  if (!page || page.items.length === 0) return null;
  return (
    <Section title={t('timeline.recent')}>
      <ul className="ev flush">
        {page.items.map((item) => (
          <TimelineEntry key={item.id} item={item} references={page.references ?? {}} />
        ))}
      </ul>
    </Section>
  );
}
