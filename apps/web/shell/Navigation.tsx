import { useLocation, useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown, Keyboard, Languages, LogOut, Moon, Rows3, Search, Settings, Sun, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { post, signOut } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { useNavigation, type NavigationItem } from '#platform/context/web/webModule.ts';
import { Icon, Kbd } from '#ui/Button.tsx';
import { Avatar } from '#ui/identity.tsx';
import { Menu, type MenuItem } from '#ui/Menu.tsx';
import { languages, usePreferences } from '#ui/preferences.ts';
import { useFormat } from '#ui/useFormat.ts';
import { useWords } from '#ui/records/recordSource.ts';

export function Navigation({ openPalette, openSheet }: { openPalette: () => void; openSheet: () => void }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const items = useNavigation().filter((item) => item.object === undefined || meta.objects[item.object]);
  const groups = [...new Set(items.map((item) => item.group))];
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <OrganisationSwitch />
      <button type="button" className="find" onClick={openPalette} aria-label={t('palette.label')}>
        <Icon of={Search} />
        <span className="grow" style={{ textAlign: 'left' }}>
          {t('palette.open')}
        </span>
        <Kbd>Ctrl K</Kbd>
      </button>
      {groups.map((group) => (
        <div key={group ?? ''} className="nav-group">
          {group && <div className="h">{t(`nav.group.${group}`)}</div>}
          {items
            .filter((item) => item.group === group)
            .map((item) => (
              <NavigationLink key={item.to} item={item} />
            ))}
        </div>
      ))}
      <MeMenu openSheet={openSheet} />
    </nav>
  );
}

export function useNavigationLabel(): (item: NavigationItem) => string {
  const { t } = useTranslation();
  const words = useWords();
  return (item) => (item.label ? t(item.label) : words.objects(item.object ?? ''));
}

function NavigationLink({ item }: { item: NavigationItem }) {
  const navigate = useNavigate();
  const format = useFormat();
  const labelOf = useNavigationLabel();
  const { counts } = useMeta();
  const path = useLocation({ select: (location) => location.pathname });
  const isOn = item.to === '/' ? path === '/' : path === item.to || path.startsWith(`${item.to}/`);
  const count = item.object === 'lead' || item.object === 'promise' || item.object === 'task' ? counts[item.object] : undefined;
  return (
    <a
      className={`it${isOn ? ' on' : ''}`}
      href={item.to}
      aria-current={isOn ? 'page' : undefined}
      title={labelOf(item)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        void navigate({ to: item.to });
      }}
    >
      <Icon of={item.icon} />
      <span className="lb">{labelOf(item)}</span>
      {count ? <span className="n">{format.compact(count)}</span> : null}
    </a>
  );
}

function OrganisationSwitch() {
  const { t } = useTranslation();
  const { organisation, organisations } = useMeta();
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = async (id: string) => {
    await post('/session/organisation', { id });
    await navigate({ to: '/' });
    await client.resetQueries();
  };
  const face = (
    <button type="button" className="ws" aria-label={t('nav.organisation', { name: organisation.name })}>
      <span className="mark">{t('app.mark')}</span>
      <span className="ell lb">{organisation.name}</span>
      {organisations.length > 1 && <Icon of={ChevronDown} size={14} />}
    </button>
  );
  if (organisations.length < 2) return face;
  return (
    <Menu
      label={t('nav.organisations')}
      items={organisations.map((one) => ({ key: one.id, label: one.name, isChosen: one.id === organisation.id, act: () => void change(one.id) }))}
    >
      {face}
    </Menu>
  );
}

export function useMeItems(openSheet: () => void): MenuItem[] {
  const { t } = useTranslation();
  const { theme, density, language, set, isPhone } = usePreferences();
  const navigate = useNavigate();
  const client = useQueryClient();
  const leave = async () => {
    await signOut();
    client.clear();
    await navigate({ to: '/sign-in' });
  };
  return [
    {
      key: 'theme',
      icon: theme === 'dark' ? Sun : Moon,
      label: t(theme === 'dark' ? 'nav.light' : 'nav.dark'),
      act: () => set({ theme: theme === 'dark' ? 'light' : 'dark' }),
    },
    ...(isPhone
      ? []
      : [
          {
            key: 'density',
            icon: Rows3,
            label: t(density === 'compact' ? 'nav.comfortable' : 'nav.compact'),
            act: () => set({ density: density === 'compact' ? 'comfortable' : 'compact' }),
          },
        ]),
    ...(isPhone ? [] : [{ key: 'keys', icon: Keyboard, label: t('nav.shortcuts'), hint: '?', act: openSheet }]),
    { key: 'bin', icon: Trash2, label: t('nav.bin'), act: () => void navigate({ to: '/customers', search: { bin: true } }) },
    { key: 'settings', icon: Settings, label: t('nav.settings'), act: () => void navigate({ to: '/settings' }) },
    ...languages.map((one) => ({
      key: one,
      icon: Languages,
      label: t(`language.${one}`),
      group: t('nav.language'),
      isChosen: one === language,
      act: () => set({ language: one }),
    })),
    { key: 'leave', icon: LogOut, label: t('nav.signOut'), group: t('nav.account'), act: () => void leave() },
  ];
}

function MeMenu({ openSheet }: { openSheet: () => void }) {
  const { t } = useTranslation();
  const { me } = useMeta();
  const items = useMeItems(openSheet);
  return (
    <Menu label={t('nav.me')} items={items} placement="topLeft">
      <button type="button" className="me" aria-label={t('nav.me')}>
        <Avatar name={me.name} size="m" />
        <span className="ell lb">{me.name}</span>
        <span className="t3 fs12 lb nw">{t(`choice.member.role.${me.role}`)}</span>
        <span className="grow" />
        <span className="lb">
          <Icon of={Settings} />
        </span>
      </button>
    </Menu>
  );
}
