import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Boxes, Building2, Upload, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { post } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { Button, Icon } from '#ui/Button.tsx';
import { useToasts } from '#ui/toasts.tsx';

const steps = [
  { key: 'import', icon: Upload, to: '/import', search: { object: 'customer' } },
  { key: 'orders', icon: Boxes, to: '/import', search: { object: 'order' } },
  { key: 'customer', icon: Building2, to: '/customers', search: { new: true } },
  { key: 'people', icon: UsersRound, to: '/settings/members', search: {} },
] as const;

/** An empty system: what to do first, or sample data that one click takes away again. */
export function FirstSteps() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const toasts = useToasts();
  const { me } = useMeta();
  const [isBusy, setBusy] = useState(false);
  const load = async () => {
    setBusy(true);
    try {
      await post('/demo/load');
      for (let tries = 0; tries < 60; tries += 1) {
        await new Promise((done) => setTimeout(done, 1000));
        await client.refetchQueries({ queryKey: ['meta'] });
        const meta = client.getQueryData<{ counts: Record<string, number> }>(['meta']);
        if ((meta?.counts['customer'] ?? 0) > 0) break;
      }
      await client.invalidateQueries();
    } catch (error) {
      toasts.failed(error instanceof Error ? error.message : t('ui.failed.title'));
    }
    setBusy(false);
  };
  return (
    <div className="scroll first">
      <p className="lead">{t('first.lead', { name: me.name })}</p>
      <ol className="steps">
        {steps
          .filter((step) => step.key !== 'people' || me.role === 'administrator')
          .map((step, index) => (
            <li key={step.key}>
              <span className="step-n">{index + 1}</span>
              <div className="grow">
                <div className="st">{t(`first.${step.key}.title`)}</div>
                <div className="t2">{t(`first.${step.key}.text`)}</div>
              </div>
              <Button onClick={() => void navigate({ to: step.to, search: step.search })}>
                <Icon of={step.icon} />
                {t(`first.${step.key}.action`)}
              </Button>
            </li>
          ))}
      </ol>
      {me.role === 'administrator' && (
        <div className="row g12 sample">
          <Button kind="primary" busy={isBusy} onClick={() => void load()}>
            {t('first.sample')}
          </Button>
          <span className="t3">{t('first.sampleText')}</span>
        </div>
      )}
    </div>
  );
}
