import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, patch } from '#platform/context/web/api.ts';
import type { Meta } from '#platform/context/web/meta.ts';
import { Section } from '#ui/Page.tsx';
import { languages } from '#ui/preferences.ts';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';

type OrganisationData = Pick<Meta['organisation'], 'name' | 'locale' | 'timeZone' | 'currency'>;
const zones = [
  'Asia/Shanghai',
  'Asia/Taipei',
  'Asia/Hong_Kong',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'UTC',
];
const currencies = ['CNY', 'TWD', 'HKD', 'USD', 'EUR', 'JPY', 'GBP', 'SGD'];

export function Organisation() {
  const organisation = useQuery({ queryKey: ['organisation'], queryFn: ({ signal }) => get<OrganisationData>('/organisation', signal) });
  return <QueryView query={organisation}>{(data) => <OrganisationForm data={data} />}</QueryView>;
}

function OrganisationForm({ data }: { data: OrganisationData }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState(data.name);
  const save = async (change: Partial<OrganisationData>) => {
    try {
      await patch('/organisation', change);
      toasts.done(t('settings.saved'));
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    await client.invalidateQueries({ queryKey: ['organisation'] });
    await client.invalidateQueries({ queryKey: ['meta'] });
  };
  const choices = [
    ['locale', languages, (value: string) => t(`language.${value}`)],
    ['timeZone', withOwn(zones, data.timeZone), String],
    ['currency', withOwn(currencies, data.currency), String],
  ] as const;
  return (
    <Section title={t('settings.tab.organisation')}>
      <div className="form narrow">
        <label className="wide">
          <span className="lbl">{t('setup.organisation')}</span>
          <input
            className="field-input"
            value={name}
            onChange={(event) => setName(event.target.value)}
            onBlur={() => {
              if (name.trim() && name !== data.name) void save({ name: name.trim() });
            }}
          />
        </label>
        {choices.map(([key, values, label]) => (
          <label key={key}>
            <span className="lbl">{t(`settings.${key}`)}</span>
            <select className="field-input" value={data[key]} onChange={(event) => void save({ [key]: event.target.value })}>
              {values.map((value) => (
                <option key={value} value={value}>
                  {label(value)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </Section>
  );
}

const withOwn = (values: readonly string[], own: string) => (values.includes(own) ? values : [own, ...values]);
