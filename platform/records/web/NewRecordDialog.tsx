import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { usePreferences } from '#ui/preferences.ts';
import { RecordForm } from '#ui/records/RecordForm.tsx';
import type { RecordData, References } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { currentInstant, useFormat } from '#ui/useFormat.ts';
import { useCreateRecord } from './recordQueries.ts';

interface NewRecordDialogProps {
  object: MetaObject;
  initial?: Record<string, unknown>;
  references?: References;
  close: () => void;
  onCreated?: (record: RecordData) => void;
}

export function NewRecordDialog({ object, initial = {}, references = {}, close, onCreated }: NewRecordDialogProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { isPhone } = usePreferences();
  const { me, organisation } = useMeta();
  const { todayOn } = useFormat();
  const create = useCreateRecord(object);
  const usual = {
    ...('ownerId' in object.fields ? { ownerId: me.memberId } : {}),
    ...('currency' in object.fields ? { currency: organisation.currency } : {}),
    ...('orderedOn' in object.fields ? { orderedOn: todayOn } : {}),
    ...('happenedAt' in object.fields ? { happenedAt: currentInstant() } : {}),
  };
  return (
    <Modal open title={t('action.new', { object: words.object(object.name) })} width={isPhone ? '100%' : 520} footer={null} onCancel={close} destroyOnHidden>
      <RecordForm
        object={object}
        initial={{ ...usual, ...initial }}
        references={{ ...references, [me.memberId]: { object: 'member', title: me.name } }}
        onCancel={close}
        onCreate={async (body) => {
          const made = await create(body);
          close();
          onCreated?.(made);
        }}
      />
    </Modal>
  );
}
