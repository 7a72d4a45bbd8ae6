import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { Button } from '#ui/Button.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { gradeShares } from '../shared/value.rules.ts';

/** Which shares of twelve months' revenue make an A and a B; saved for the organisation, then calculated anew. */
export function GradeRules() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" icon={SlidersHorizontal} onClick={() => setOpen(true)}>
        {t('value.rules')}
      </Button>
      {isOpen && (
        <Modal open title={t('value.rules')} width={520} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
          <SharesForm onDone={() => setOpen(false)} />
        </Modal>
      )}
    </>
  );
}

function SharesForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { organisation } = useMeta();
  const client = useQueryClient();
  const toasts = useToasts();
  const now = gradeShares(organisation.settings);
  const [a, setA] = useState(String(now.a));
  const [b, setB] = useState(String(now.b));
  const [isBusy, setBusy] = useState(false);
  const isGood = Number(a) > 0 && Number(b) >= 0 && Number(a) + Number(b) <= 100 && a !== '' && b !== '';
  const save = async () => {
    setBusy(true);
    try {
      await patch('/organisation', { settings: { gradeShares: [Number(a), Number(b)] } });
      await post('/value/recalculate', {});
      for (const key of ['meta', 'value', 'my-day', 'customer']) await client.invalidateQueries({ queryKey: [key] });
      toasts.done(t('value.recalculated'));
      onDone();
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    setBusy(false);
  };
  return (
    <form
      className="form narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="t2 wide">{t('value.rulesHelp')}</p>
      <label>
        <span className="lbl">{t('value.shareA')}</span>
        <input className="field-input" inputMode="decimal" value={a} onChange={(event) => setA(event.target.value)} />
      </label>
      <label>
        <span className="lbl">{t('value.shareB')}</span>
        <input className="field-input" inputMode="decimal" value={b} onChange={(event) => setB(event.target.value)} />
      </label>
      <p className={`wide fs12 ${isGood ? 't3' : 'bad'}`}>
        {isGood ? t('value.shareC', { rest: Math.round((100 - Number(a) - Number(b)) * 100) / 100 }) : t('value.sharesBad')}
      </p>
      <Button kind="primary" type="submit" busy={isBusy} disabled={!isGood}>
        {t('value.rulesSave')}
      </Button>
    </form>
  );
}
