import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMeta } from '#platform/context/web/meta.ts';
import { Page } from '#ui/Page.tsx';
import { ApiKeys } from './ApiKeys.tsx';
import { DemoData } from './DemoData.tsx';
import { Departments } from './Departments.tsx';
import { Members } from './Members.tsx';
import { Organisation } from './Organisation.tsx';

const tabs = { organisation: Organisation, members: Members, departments: Departments, 'api-keys': ApiKeys, demo: DemoData } as const;
type Tab = keyof typeof tabs;
const isTab = (value: string | undefined): value is Tab => value !== undefined && value in tabs;

export function SettingsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me } = useMeta();
  const { tab }: { tab?: string } = useParams({ strict: false });
  const names: readonly Tab[] =
    me.role === 'administrator' ? ['organisation', 'members', 'departments', 'api-keys', 'demo'] : ['members', 'departments', 'api-keys'];
  const current = isTab(tab) && names.includes(tab) ? tab : (names[0] ?? 'members');
  const Body = tabs[current];
  return (
    <Page
      title={t('nav.settings')}
      after={
        <>
          <span className="sep" />
          <div className="tabs" role="tablist">
            {names.map((name) => (
              <button key={name} type="button" role="tab" aria-selected={name === current} onClick={() => void navigate({ to: `/settings/${name}` })}>
                {t(`settings.tab.${name}`)}
              </button>
            ))}
          </div>
        </>
      }
    >
      <div className="scroll settings">
        <Body />
      </div>
    </Page>
  );
}
