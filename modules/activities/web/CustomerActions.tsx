import { useState } from 'react';
import { ListChecks, Pencil, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useObject } from '#platform/context/web/meta.ts';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { NewRecordDialog } from '#platform/records/web/NewRecordDialog.tsx';
import { Button, Icon } from '#ui/Button.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf } from '#ui/records/record.ts';

/** Call, log, plan: what one does about a customer. */
export function CustomerActions({ record, inPeek = false }: SlotProps) {
  const { t } = useTranslation();
  const { todayOn } = useFormat();
  const task = useObject('task');
  const interaction = useObject('interaction');
  const [open, setOpen] = useState<'task' | 'interaction' | null>(null);
  const chosen = open === 'task' ? task : interaction;
  const usual = { task: { dueOn: todayOn }, interaction: { kind: 'call' } };
  const references = { [record.id]: { object: 'customer', title: textOf(record['name']) } };
  const focusComposer = () => {
    const box = document.querySelector<HTMLTextAreaElement>('.cmp textarea');
    if (box && !inPeek) box.focus();
    else setOpen('interaction');
  };
  return (
    <>
      <PhoneLink phone={textOf(record['phone'])} />
      {task?.can.create && (
        <Button icon={ListChecks} onClick={() => setOpen('task')}>
          {t('action.planTask')}
        </Button>
      )}
      {interaction?.can.create && (
        <Button kind={inPeek ? 'default' : 'primary'} icon={Pencil} {...(inPeek ? {} : { hint: 'C' })} onClick={focusComposer}>
          {t('action.log')}
        </Button>
      )}
      {open && chosen && (
        <NewRecordDialog object={chosen} initial={{ customerId: record.id, ...usual[open] }} references={references} close={() => setOpen(null)} />
      )}
    </>
  );
}

function PhoneLink({ phone }: { phone: string }) {
  const { t } = useTranslation();
  return phone ? (
    <a className="btn" href={`tel:${phone}`}>
      <Icon of={Phone} />
      {t('action.call')}
    </a>
  ) : null;
}
