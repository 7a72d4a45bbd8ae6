import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, post } from '#platform/context/web/api.ts';
import { useMeta, type Meta } from '#platform/context/web/meta.ts';
import { Button } from '#ui/Button.tsx';
import { Section } from '#ui/Page.tsx';
import { useToasts } from '#ui/toasts.tsx';

/** Sample data that one click loads and one click takes away. */
export function DemoData() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const { hasDemo } = useMeta();
  const [isBusy, setBusy] = useState(false);
  const run = async (name: 'load' | 'clear') => {
    setBusy(true);
    try {
      await post(`/demo/${name}`);
      for (let tries = 0; tries < 90; tries += 1) {
        const meta = await get<Meta>('/meta');
        if (meta.hasDemo === (name === 'load')) break;
        await new Promise((done) => setTimeout(done, 1000));
      }
      await client.invalidateQueries();
      toasts.done(t(`settings.demo.${name}Done`));
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    setBusy(false);
  };
  return (
    <Section title={t('settings.tab.demo')}>
      <p className="t2" style={{ marginBottom: 12 }}>
        {t('settings.demo.text')}
      </p>
      {hasDemo ? (
        <Button busy={isBusy} onClick={() => void run('clear')}>
          {t('settings.demo.clear')}
        </Button>
      ) : (
        <Button busy={isBusy} onClick={() => void run('load')}>
          {t('settings.demo.load')}
        </Button>
      )}
    </Section>
  );
}
