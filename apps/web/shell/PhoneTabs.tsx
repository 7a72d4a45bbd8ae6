import { useState } from 'react';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { Ellipsis, Plus, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta } from '#platform/context/web/meta.ts';
import { useNavigation } from '#platform/context/web/webModule.ts';
import { Icon } from '#ui/Button.tsx';
import { useWords } from '#ui/records/recordSource.ts';
import { useMeItems, useNavigationLabel } from './Navigation.tsx';

/** Bottom tabs: two places, the one thing to add, search, and the rest. */
export function PhoneTabs({ openPalette }: { openPalette: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const labelOf = useNavigationLabel();
  const path = useLocation({ select: (location) => location.pathname });
  const [sheet, setSheet] = useState<'more' | 'add' | null>(null);
  const tabs = useNavigation().filter((item) => item.onPhone);
  const go = (to: string, search?: Record<string, unknown>) => {
    setSheet(null);
    void navigate({ to, ...(search ? { search } : {}) });
  };
  return (
    <nav className="tabbar" aria-label={t('nav.label')}>
      {tabs.slice(0, 2).map((item) => (
        <button
          key={item.to}
          type="button"
          className={item.to === '/' ? (path === '/' ? 'on' : '') : path.startsWith(item.to) ? 'on' : ''}
          onClick={() => go(item.to)}
        >
          <Icon of={item.icon} size={20} />
          {labelOf(item)}
        </button>
      ))}
      <button type="button" className="add" aria-label={t('palette.do')} onClick={() => setSheet('add')}>
        <Icon of={Plus} size={20} />
      </button>
      <button type="button" onClick={openPalette}>
        <Icon of={Search} size={20} />
        {t('nav.search')}
      </button>
      <button type="button" onClick={() => setSheet('more')}>
        <Icon of={Ellipsis} size={20} />
        {t('nav.more')}
      </button>
      <Drawer
        open={sheet !== null}
        placement="bottom"
        onClose={() => setSheet(null)}
        title={t(sheet === 'add' ? 'palette.do' : 'nav.more')}
        height="auto"
        styles={{ body: { padding: 8 } }}
      >
        {sheet === 'add' ? <AddItems go={go} /> : <MoreItems go={go} />}
      </Drawer>
    </nav>
  );
}

function AddItems({ go }: { go: (to: string, search?: Record<string, unknown>) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { objects } = useMeta();
  const icons = useNavigation();
  const items = ['interaction', 'task', 'promise', 'customer', 'contact', 'lead', 'order']
    .flatMap((name) => objects[name] ?? [])
    .filter((object) => object.can.create);
  return (
    <div className="menu sheet">
      {items.map((object) => {
        const icon = icons.find((item) => item.object === object.name)?.icon;
        return (
          <button key={object.name} type="button" onClick={() => go(`/${object.path}`, { new: true })}>
            {icon && <Icon of={icon} size={20} />}
            {t('action.new', { object: words.object(object.name) })}
          </button>
        );
      })}
    </div>
  );
}

function MoreItems({ go }: { go: (to: string) => void }) {
  const labelOf = useNavigationLabel();
  const { objects } = useMeta();
  const items = useNavigation().filter((item) => !item.onPhone && (item.object === undefined || objects[item.object]));
  const own = useMeItems(() => undefined);
  return (
    <div className="menu sheet">
      {items.map((item) => (
        <button key={item.to} type="button" onClick={() => go(item.to)}>
          <Icon of={item.icon} size={20} />
          {labelOf(item)}
        </button>
      ))}
      {own.map((item) => (
        <button key={item.key} type="button" aria-pressed={item.isChosen} onClick={item.act}>
          {item.icon && <Icon of={item.icon} size={20} />}
          {item.label}
        </button>
      ))}
    </div>
  );
}
