import { useState } from 'react';
import { Modal } from 'antd';
import { Download, RotateCcw, Trash2, UserRound, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { exportUrl, patch, type Written } from '#platform/context/web/api.ts';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { Button, IconButton } from '#ui/Button.tsx';
import { FieldEditor } from '#ui/records/FieldEditor.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { deleteRecord, eachRecord, restoreRecord, useDone } from './recordQueries.ts';

/** What can be done to the chosen rows; undone in one step. */
export function BulkBar({ object, ids, isBin, clear }: { object: MetaObject; ids: readonly string[]; isBin: boolean; clear: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = useDone();
  const toasts = useToasts();
  const [isBusy, setBusy] = useState(false);
  const [asksOwner, setAsksOwner] = useState(false);
  const counted = (n: number) => t([`count.${object.name}`, 'count.record'], { n: format.count(n) });
  const run = async (key: string, act: (id: string) => Promise<Written<unknown>>, leaves = false) => {
    setBusy(true);
    const outcome = await eachRecord(ids, act);
    setBusy(false);
    if (outcome.done.length > 0) done(t(key, { count: outcome.done.length, what: counted(outcome.done.length) }), object.name, outcome.done, leaves ? ids : []);
    if (outcome.failed > 0) toasts.failed(t('bulk.failed', { what: counted(outcome.failed) }));
    clear();
  };
  const owner = object.fields['ownerId'];
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.label')}>
      <span className="st fs12">{t('bulk.chosen', { what: counted(ids.length) })}</span>
      <span className="sep" />
      {isBin ? (
        <Button kind="quiet" icon={RotateCcw} busy={isBusy} onClick={() => void run('bulk.restored', (id) => restoreRecord(object, id), true)}>
          {t('action.restore')}
        </Button>
      ) : (
        <>
          {owner && object.can.update && (
            <Button kind="quiet" icon={UserRound} busy={isBusy} onClick={() => setAsksOwner(true)}>
              {t('bulk.owner')}
            </Button>
          )}
          {object.can.export && (
            <a className="btn quiet" href={exportUrl(object.path, 'xlsx', { field: 'id', op: 'in', value: ids })} download>
              <Download className="i" size={16} aria-hidden />
              {t('action.export')}
            </a>
          )}
          {object.can.delete && (
            <Button kind="danger" icon={Trash2} busy={isBusy} onClick={() => void run('bulk.deleted', (id) => deleteRecord(object, id), true)}>
              {t('action.delete')}
            </Button>
          )}
        </>
      )}
      <IconButton icon={X} label={t('bulk.clear')} onClick={clear} />
      {asksOwner && owner && (
        <Modal open title={t('bulk.ownerTitle', { what: counted(ids.length) })} width={520} footer={null} onCancel={() => setAsksOwner(false)}>
          <FieldEditor
            object={object.name}
            name="ownerId"
            field={owner}
            value={null}
            label={t('field.ownerId')}
            onChange={() => undefined}
            onCommit={(value) => {
              setAsksOwner(false);
              void run('bulk.ownerChanged', (id) => patch(`/${object.path}/${id}`, { ownerId: value }));
            }}
          />
        </Modal>
      )}
    </div>
  );
}
