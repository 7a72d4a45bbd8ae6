import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '#platform/context/web/api.ts';
import { useDone } from '#platform/records/web/recordQueries.ts';
import { Button } from '#ui/Button.tsx';

export function useClosePromise() {
  const { t } = useTranslation();
  const done = useDone();
  return useMutation({
    mutationFn: ({ id, outcome }: { id: string; outcome: 'kept' | 'broken' }) => post(`/promises/${id}/close`, { outcome }),
    onSuccess: (written, { outcome }) => done(t(`promise.closed.${outcome}`), 'promise', [written]),
  });
}

export function useSetTaskDone() {
  const { t } = useTranslation();
  const done = useDone();
  return useMutation({
    mutationFn: ({ id, isDone }: { id: string; isDone: boolean }) => post(`/tasks/${id}/${isDone ? 'complete' : 'reopen'}`),
    onSuccess: (written, { isDone }) => done(t(isDone ? 'task.completed' : 'task.reopened'), 'task', [written]),
  });
}

export function PromiseButtons({ id, note }: { id: string; note: string }) {
  const { t } = useTranslation();
  const close = useClosePromise();
  return (
    <div className="row g6 ac">
      <Button busy={close.isPending} onClick={() => close.mutate({ id, outcome: 'kept' })}>
        {t('promise.keep')}
      </Button>
      <Button kind="quiet" onClick={() => close.mutate({ id, outcome: 'broken' })}>
        {t('promise.break')}
      </Button>
      <span className="t3 fs12">{note}</span>
    </div>
  );
}

export function TaskButton({ id, status, note }: { id: string; status: string; note: string }) {
  const { t } = useTranslation();
  const set = useSetTaskDone();
  return (
    <div className="row g6 fs12 t3">
      <button
        type="button"
        role="checkbox"
        aria-checked={status === 'done'}
        aria-label={t('task.complete')}
        className={`cb${status === 'done' ? ' on' : ''}`}
        onClick={() => set.mutate({ id, isDone: status !== 'done' })}
      />
      <span>{t(`choice.task.status.${status}`)}</span>
      {note && <span>{note}</span>}
    </div>
  );
}
