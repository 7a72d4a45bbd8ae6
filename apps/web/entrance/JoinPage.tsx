import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get, post } from '#platform/context/web/api.ts';
import { QueryView } from '#ui/QueryView.tsx';
import { Gate, TextField } from './Gate.tsx';

/** Someone who was invited chooses a password. */
export function JoinPage() {
  const { token }: { token?: string } = useSearch({ strict: false });
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => get<{ organisation: string; email: string; name: string }>(`/invitations/${String(token ?? '')}`),
  });
  return <QueryView query={invitation}>{(data) => <JoinForm token={String(token ?? '')} {...data} />}</QueryView>;
}

function JoinForm({ token, organisation, email, name: givenName }: { token: string; organisation: string; email: string; name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState(givenName);
  const [password, setPassword] = useState('');
  const submit = async () => {
    await post(`/invitations/${token}/accept`, { name, password });
    client.clear();
    await navigate({ to: '/' });
  };
  return (
    <Gate title={t('join.title', { organisation })} text={t('join.text', { email })} action={t('join.action')} submit={submit}>
      <TextField label={t('field.member.name')} autoComplete="name" value={name} onChange={setName} />
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="new-password"
        help={t('setup.passwordHelp')}
        value={password}
        onChange={setPassword}
        autoFocus
      />
    </Gate>
  );
}
