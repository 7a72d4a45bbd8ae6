import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { get, post, remove } from '#platform/context/web/api.ts';
import { Button, IconButton } from '#ui/Button.tsx';
import { Section } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { CopyOnce } from './Members.tsx';

interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export function ApiKeys() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const keys = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => get<{ items: ApiKey[] }>('/api-keys', signal) });
  const run = async (act: () => Promise<unknown>) => {
    try {
      await act();
      await client.invalidateQueries({ queryKey: ['api-keys'] });
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setMade((await post<{ key: string }>('/api-keys', { name: name.trim() })).data.key);
      setName('');
    });
  };
  return (
    <Section title={t('settings.tab.api-keys')}>
      <p className="t3">
        {t('settings.keysHelp')}{' '}
        <a className="link" href="/api/docs" target="_blank" rel="noreferrer">
          {t('settings.apiDocs')}
        </a>
      </p>
      {made && (
        <div className="once">
          <CopyOnce text={made} help={t('settings.keyOnce')} />
        </div>
      )}
      <QueryView query={keys}>
        {({ items }) => (
          <div role="list">
            {items.map((key) => (
              <div className="setting-row" role="listitem" key={key.id}>
                <span className="grow ell">
                  {key.name} <span className="t3 mono">{key.prefix}…</span>
                </span>
                <span className="t3 fs12">{key.lastUsedAt ? t('settings.lastUsed', { at: format.instant(key.lastUsedAt) }) : t('settings.neverUsed')}</span>
                <IconButton icon={Trash2} label={t('settings.revoke', { name: key.name })} onClick={() => void run(() => remove(`/api-keys/${key.id}`))} />
              </div>
            ))}
          </div>
        )}
      </QueryView>
      <form className="row g6 add-line" onSubmit={add}>
        <input
          className="field-input"
          aria-label={t('settings.keyName')}
          placeholder={t('settings.keyName')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" icon={KeyRound} disabled={name.trim() === ''}>
          {t('settings.newKey')}
        </Button>
      </form>
    </Section>
  );
}
