import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { get, post } from '#platform/context/web/api.ts';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { Button } from '#ui/Button.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { FieldValue } from '#ui/records/FieldValue.tsx';
import { textOf, withValue, type References } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { refresh } from './recordQueries.ts';

interface Change {
  id: string;
  at: string;
  actor: { id: string; name: string } | null;
  via: 'web' | 'api' | 'import' | 'job' | 'cli' | 'demo';
  kind: 'created' | 'updated' | 'deleted' | 'restored';
  changes: { field: string; from: unknown; to: unknown }[];
}
interface HistoryPage {
  items: Change[];
  nextCursor: string | null;
  references?: References;
}

/** Who changed what and when; any change can be taken back. */
export function HistoryPanel({ object, id }: { object: MetaObject; id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const history = useInfiniteQuery({
    queryKey: ['history', object.name, id],
    initialPageParam: '',
    getNextPageParam: (last: HistoryPage) => last.nextCursor,
    queryFn: ({ pageParam, signal }) => get<HistoryPage>(`/${object.path}/${id}/history${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ''}`, signal),
  });
  const undo = async (change: Change) => {
    try {
      await post(`/changes/${change.id}/undo`);
      toasts.done(t('ui.undone'));
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    refresh(client, object.name);
  };
  return (
    <QueryView query={history}>
      {(data) => (
        <>
          <ul className="hist" aria-label={t('history.title')}>
            {data.pages.flatMap((page) =>
              page.items.map((change) => (
                <ChangeRow
                  key={change.id}
                  object={object}
                  change={change}
                  references={page.references ?? {}}
                  undo={object.can.update ? () => void undo(change) : undefined}
                />
              )),
            )}
          </ul>
          {history.hasNextPage && (
            <Button kind="quiet" busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
              {t('action.more')}
            </Button>
          )}
        </>
      )}
    </QueryView>
  );
}

function ChangeRow({ object, change, references, undo }: { object: MetaObject; change: Change; references: References; undo: (() => void) | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const shown = change.kind === 'updated' ? change.changes : [];
  return (
    <li>
      <div className="row">
        <span className="grow">
          <span className="st">{change.actor?.name ?? t('history.system')}</span> {t(`history.${change.kind}`)}
          {change.via !== 'web' && <span className="t3"> · {t(`history.via.${change.via}`)}</span>}
        </span>
        <time className="t3 fs12" title={format.instantExact(change.at)}>
          {format.instant(change.at)}
        </time>
      </div>
      {shown.map(({ field: name, from, to }) => {
        const field = object.fields[name];
        const side = (value: unknown) =>
          field ? (
            <FieldValue object={object.name} name={name} field={field} record={withValue({ id: '', version: 0 }, name, value)} references={references} exact />
          ) : (
            textOf(value)
          );
        return (
          <div className="row fs12 t2" key={name}>
            <span className="t3">{words.field(object.name, name, field)}</span>
            <span className="from">{from === null || from === undefined || from === '' ? t('history.nothing') : side(from)}</span>
            <span>→</span>
            <span>{to === null || to === undefined || to === '' ? t('history.nothing') : side(to)}</span>
          </div>
        );
      })}
      {undo && change.kind !== 'created' && (
        <Button kind="quiet" icon={Undo2} onClick={undo}>
          {t('history.undo')}
        </Button>
      )}
    </li>
  );
}
