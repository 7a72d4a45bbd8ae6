import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '#platform/context/web/api.ts';
import { usePreferences } from '#ui/preferences.ts';
import { Gate, TextField } from './Gate.tsx';

const currencies = ['CNY', 'TWD', 'HKD', 'USD', 'EUR'];
const usualCurrency = { 'zh-CN': 'CNY', 'zh-TW': 'TWD', en: 'USD' };

/** The first organisation and its administrator, from the link that the server printed. */
export function SetupPage() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { token }: { token?: string } = useSearch({ strict: false });
  const [values, setValues] = useState({ organisation: '', name: '', email: '', password: '' });
  const [currency, setCurrency] = useState<string>();
  const put = (key: keyof typeof values) => (value: string) => setValues((before) => ({ ...before, [key]: value }));
  const submit = async () => {
    await post('/setup', {
      token: String(token ?? ''),
      ...values,
      locale: language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      currency: currency ?? usualCurrency[language],
    });
    client.clear();
    await navigate({ to: '/' });
  };
  return (
    <Gate title={t('setup.title')} text={t('setup.text')} action={t('setup.action')} submit={submit}>
      <TextField label={t('setup.organisation')} autoComplete="organization" value={values.organisation} onChange={put('organisation')} autoFocus />
      <TextField label={t('field.member.name')} autoComplete="name" value={values.name} onChange={put('name')} />
      <TextField label={t('field.member.email')} type="email" autoComplete="username" value={values.email} onChange={put('email')} />
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="new-password"
        help={t('setup.passwordHelp')}
        value={values.password}
        onChange={put('password')}
      />
      <div className="fld">
        <label>
          <span className="lbl">{t('settings.currency')}</span>
          <select className="field-input" value={currency ?? usualCurrency[language]} onChange={(event) => setCurrency(event.target.value)}>
            {currencies.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
    </Gate>
  );
}
