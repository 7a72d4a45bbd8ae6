import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem, signInWithEmail } from '#platform/context/web/api.ts';
import { Gate, TextField } from './Gate.tsx';

export function SignInPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = async () => {
    try {
      await signInWithEmail(email, password);
    } catch (error) {
      throw error instanceof ApiProblem && error.status === 401 ? new Error(t('signIn.wrong')) : error;
    }
    client.clear();
    await navigate({ to: '/' });
  };
  return (
    <Gate title={t('signIn.title')} text={t('signIn.text')} action={t('signIn.action')} submit={submit}>
      <TextField label={t('field.member.email')} type="email" autoComplete="username" value={email} onChange={setEmail} autoFocus />
      <TextField label={t('signIn.password')} type="password" autoComplete="current-password" value={password} onChange={setPassword} />
    </Gate>
  );
}
