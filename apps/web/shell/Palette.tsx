import { useMemo, useState, type KeyboardEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Modal } from 'antd';
import { Plus, Search, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { get } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { useNavigation, useWebModules } from '#platform/context/web/webModule.ts';
import { Icon, Kbd } from '#ui/Button.tsx';
import { Avatar, Grade } from '#ui/identity.tsx';
import { useWords } from '#ui/records/recordSource.ts';
import { useNavigationLabel } from './Navigation.tsx';

interface Found {
  items: { object: string; id: string; title: string; subtitle: string | null; grade?: string | null }[];
  partial: boolean;
}
interface Entry {
  key: string;
  group: string;
  title: string;
  subtitle?: string;
  icon?: LucideIcon | undefined;
  grade?: string | null | undefined;
  person?: boolean;
  act: () => void;
}

/** Go, search, do: one box. Keys are left alone while an input method composes. */
export function Palette({ close, openSheet }: { close: () => void; openSheet: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(text.trim(), openSheet);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    close();
    entry.act();
  };
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((before) => (before + step + entries.list.length) % Math.max(1, entries.list.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(entries.list[at]);
    }
  };
  return (
    <Modal
      open
      width={680}
      footer={null}
      closable={false}
      onCancel={close}
      className="palette"
      title={null}
      style={{ top: 104 }}
      aria-label={t('palette.label')}
    >
      <label className="palette-in">
        <Icon of={Search} />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={entries.list[at] ? `palette-${at}` : undefined}
          aria-label={t('palette.label')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={key}
        />
        {entries.isLoading && <span className="spin" />}
      </label>
      <div className="palette-list" id="palette-list" role="listbox" aria-label={t('palette.results')}>
        {entries.list.map((entry, index) => (
          <div key={entry.key}>
            {entry.group !== entries.list[index - 1]?.group && <div className="palette-h">{entry.group}</div>}
            <PaletteRow entry={entry} id={`palette-${index}`} isOn={index === at} text={text.trim()} hover={() => setAt(index)} run={() => run(entry)} />
          </div>
        ))}
        {entries.list.length === 0 && !entries.isLoading && <div className="palette-h">{t('ui.nothingFound')}</div>}
      </div>
      <footer className="palette-foot">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd>
        {t('palette.choose')}
        <Kbd>Enter</Kbd>
        {t('action.open')}
        <span className="grow" />
        {entries.note}
        <Kbd>?</Kbd>
        {t('nav.shortcuts')}
      </footer>
    </Modal>
  );
}

function PaletteRow({ entry, id, isOn, text, hover, run }: { entry: Entry; id: string; isOn: boolean; text: string; hover: () => void; run: () => void }) {
  const from = text ? entry.title.toLowerCase().indexOf(text.toLowerCase()) : -1;
  return (
    <div
      id={id}
      role="option"
      aria-selected={isOn}
      className="palette-row"
      onMouseMove={hover}
      onClick={run}
      ref={(node) => {
        if (isOn) node?.scrollIntoView({ block: 'nearest' });
      }}
    >
      {entry.grade ? <Grade grade={entry.grade} /> : entry.person ? <Avatar name={entry.title} kind="contact" /> : entry.icon && <Icon of={entry.icon} />}
      <span className="ell">
        {from < 0 ? (
          entry.title
        ) : (
          <>
            {entry.title.slice(0, from)}
            <mark>{entry.title.slice(from, from + text.length)}</mark>
            {entry.title.slice(from + text.length)}
          </>
        )}
      </span>
      {entry.subtitle && <span className="t3 fs12 ell grow">{entry.subtitle}</span>}
      {isOn && (
        <>
          <span className="grow" />
          <Kbd>Enter</Kbd>
        </>
      )}
    </div>
  );
}

function useEntries(text: string, openSheet: () => void): { list: Entry[]; isLoading: boolean; note: string } {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { objects } = useMeta();
  const navigation = useNavigation();
  const modules = useWebModules();
  const labelOf = useNavigationLabel();
  const search = useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) => get<Found>(`/search?q=${encodeURIComponent(text)}&limit=20`, signal),
    enabled: text.length > 0,
    placeholderData: (before) => (text ? before : undefined),
    staleTime: 5_000,
  });
  const fixed = useMemo<Entry[]>(() => {
    const pages = navigation
      .filter((item) => !item.object || objects[item.object])
      .map((item) => ({ key: `go${item.to}`, group: t('palette.go'), title: labelOf(item), icon: item.icon, act: () => void navigate({ to: item.to }) }));
    const news = Object.values(objects)
      .filter((object) => object.can.create && object.access !== 'settings' && navigation.some((item) => item.object === object.name))
      .map((object) => ({
        key: `new${object.name}`,
        group: t('palette.do'),
        title: t('action.new', { object: words.object(object.name) }),
        icon: Plus,
        act: () => void navigate({ to: `/${object.path}`, search: { new: true } }),
      }));
    const own = modules
      .flatMap((module) => module.commands ?? [])
      .map((command) => ({
        key: command.id,
        group: t('palette.do'),
        title: t(command.label),
        icon: command.icon,
        act: () => void navigate({ to: command.to }),
      }));
    return [...pages, ...news, ...own, { key: 'sheet', group: t('palette.do'), title: t('nav.shortcuts'), act: openSheet }];
  }, [navigation, objects, modules, t]);
  const wanted = text.toLowerCase();
  const found = (text ? (search.data?.items ?? []) : []).map(
    (item): Entry => ({
      key: item.id,
      group: words.objects(item.object),
      title: item.title,
      subtitle: item.subtitle ?? '',
      grade: item.grade,
      person: item.object === 'contact' || item.object === 'lead',
      icon: navigation.find((one) => one.object === item.object)?.icon,
      act: () => void navigate({ to: `/${objects[item.object]?.path ?? item.object}/${item.id}` }),
    }),
  );
  const grouped = [...new Set(found.map((entry) => entry.group))].flatMap((group) => found.filter((entry) => entry.group === group));
  const list = [...grouped, ...fixed.filter((entry) => entry.title.toLowerCase().includes(wanted))];
  return {
    list,
    isLoading: text !== '' && search.isFetching,
    note: text && search.data ? t(search.data.partial ? 'palette.partial' : 'palette.found', { n: found.length }) : '',
  };
}
