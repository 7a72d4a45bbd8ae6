import { useNavigate } from '@tanstack/react-router';
import { CalendarDays, Flag, Gift, ListChecks, Mail, MapPin, MessageSquare, NotebookPen, Package, Phone, UsersRound, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { Icon } from '#ui/Button.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf, type RecordData, type References } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { PromiseButtons, TaskButton } from './closeWork.tsx';

export interface TimelineItem {
  object: string;
  id: string;
  at: string;
  record: RecordData;
}
export interface TimelinePage {
  items: TimelineItem[];
  nextCursor: string | null;
  references?: References;
}

export const interactionIcons: Record<string, LucideIcon> = {
  call: Phone,
  visit: MapPin,
  mail: Mail,
  message: MessageSquare,
  meeting: UsersRound,
  gift: Gift,
  event: CalendarDays,
  note: NotebookPen,
};
const objectIcons: Record<string, LucideIcon> = { order: Package, promise: Flag, task: ListChecks };

export function TimelineEntry({ item, references }: { item: TimelineItem; references: References }) {
  const format = useFormat();
  const navigate = useNavigate();
  const { objects } = useMeta();
  const { record } = item;
  const icon = item.object === 'interaction' ? (interactionIcons[textOf(record['kind'])] ?? NotebookPen) : (objectIcons[item.object] ?? NotebookPen);
  const isDue = item.object === 'promise' && record['status'] === 'open';
  const href = `/${objects[item.object]?.path ?? item.object}/${item.id}`;
  const title = useTitle(item, references);
  const on = calendarDate(objects[item.object], record);
  return (
    <li className={isDue ? 'due' : ''}>
      <span className="ic">
        <Icon of={icon} size={14} />
      </span>
      <div className="grow">
        <div className="eh">
          <a
            className="grow link-quiet"
            href={href}
            onClick={(event) => {
              event.preventDefault();
              void navigate({ to: href });
            }}
          >
            <b>{title.kind}</b>
            {title.text}
          </a>
          <time dateTime={on ?? item.at} title={on ? format.date(on) : format.instantExact(item.at)}>
            {on ? format.day(on) : format.instant(item.at)}
          </time>
        </div>
        {textOf(record['body']) && <p>{textOf(record['body'])}</p>}
        <EntryFacts item={item} references={references} />
      </div>
    </li>
  );
}

/** Set where the object happens on a day, not at an instant. */
function calendarDate(object: MetaObject | undefined, record: RecordData): string | undefined {
  const name = object?.timelineAt;
  return name && object.fields[name]?.kind === 'date' ? textOf(record[name]) || undefined : undefined;
}

function useTitle({ object, record }: TimelineItem, references: References): { kind: string; text: string } {
  const { t } = useTranslation();
  const words = useWords();
  const who = references[textOf(record['contactId'])]?.title;
  if (object === 'interaction') {
    const minutes = textOf(record['durationMinutes']);
    return {
      kind: words.choice('interaction', 'kind', textOf(record['kind'])),
      text: [who, textOf(record['subject']), minutes && t('timeline.minutes', { n: minutes })].filter(Boolean).join(t('list.comma')),
    };
  }
  const text = object === 'order' ? textOf(record['number']) : object === 'promise' ? textOf(record['what']) : textOf(record['title']);
  return { kind: words.object(object), text: text || t('ui.untitled') };
}

function EntryFacts({ item: { object, record }, references }: { item: TimelineItem; references: References }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const owner = references[textOf(record['ownerId'])]?.title;
  const money = (name: string) => format.money(textOf(record[name]), textOf(record['currency']) || format.currency);
  if (object === 'order') {
    return (
      <div className="row g12 fs12 t2">
        <span title={format.moneyExact(textOf(record['amount']), textOf(record['currency']))}>{money('amount')}</span>
        <span>{words.choice('order', 'status', textOf(record['status']))}</span>
      </div>
    );
  }
  if (object === 'promise') {
    return record['status'] === 'open' ? (
      <PromiseButtons
        id={record.id}
        note={[owner && t('timeline.promisedBy', { name: owner }), t('timeline.dueOn', { day: format.day(textOf(record['dueOn'])) })]
          .filter(Boolean)
          .join(t('list.comma'))}
      />
    ) : (
      <div className="fs12 t2">{words.choice('promise', 'status', textOf(record['status']))}</div>
    );
  }
  if (object === 'task') return <TaskButton id={record.id} status={textOf(record['status'])} note={textOf(record['reason'])} />;
  const facts = [owner, textOf(record['place']), Number(record['cost'] ?? 0) > 0 ? t('timeline.cost', { amount: money('cost') }) : ''].filter(Boolean);
  return facts.length > 0 ? (
    <div className="row g12 fs12 t3">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </div>
  ) : null;
}
