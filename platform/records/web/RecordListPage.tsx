import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Plus, Trash2, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { Button, Icon, IconButton } from '#ui/Button.tsx';
import { Page } from '#ui/Page.tsx';
import { Empty, ErrorView, SkeletonRows } from '#ui/QueryView.tsx';
import { usePreferences } from '#ui/preferences.ts';
import { useShortcuts } from '#ui/shortcuts.ts';
import { useFormat } from '#ui/useFormat.ts';
import { FilterBar } from '#ui/records/FilterBar.tsx';
import { toFilter } from '#ui/records/filterState.ts';
import { RecordGrid } from '#ui/records/RecordGrid.tsx';
import { RecordRows } from '#ui/records/RecordRows.tsx';
import type { RecordData, References } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { BulkBar } from './BulkBar.tsx';
import { ColumnChooser, SearchBox } from './listTools.tsx';
import { useListLayout, useListState } from './listState.ts';
import { NewRecordDialog } from './NewRecordDialog.tsx';
import { PeekPane } from './PeekPane.tsx';
import { useRecordList, useSaveField } from './recordQueries.ts';

/** The list of any object: its columns are its definition's. */
export function RecordListPage({ object }: { object: MetaObject }) {
  const words = useWords();
  const { isPhone } = usePreferences();
  const model = useListModel(object);
  const {
    state: { search, set },
    list,
    selected,
  } = model;
  const [filterOpen, setFilterOpen] = useState(false);
  useListKeys(model, () => setFilterOpen(true));
  return (
    <Page
      title={words.objects(object.name)}
      after={search.bin && <BinTabs current={object} />}
      actions={!search.bin && <ListActions object={object} onNew={() => set({ new: true })} />}
      toolbar={<ListToolbar model={model} filterOpen={filterOpen} setFilterOpen={setFilterOpen} />}
    >
      <div className="split">
        <div className="main">
          <ListBody model={model} />
          {!isPhone && list.data && <Foot model={model} />}
          {selected.size > 0 && <BulkBar object={object} ids={[...selected]} isBin={search.bin === true} clear={() => model.setSelected(new Set())} />}
        </div>
        {!isPhone && <Peek model={model} />}
      </div>
      {search.new && <NewRecordDialog object={object} close={() => set({ new: undefined })} />}
    </Page>
  );
}

function ListToolbar({
  model: { object, state, layout, references },
  filterOpen,
  setFilterOpen,
}: {
  model: ListModel;
  filterOpen: boolean;
  setFilterOpen: (open: boolean) => void;
}) {
  const { isPhone } = usePreferences();
  const searchBox = <SearchBox value={state.search.q ?? ''} onChange={(q) => state.set({ q: q || undefined })} />;
  if (isPhone) return searchBox;
  return (
    <>
      <FilterBar
        object={object}
        state={state.filterState}
        references={references}
        onChange={state.setFilter}
        isOpen={filterOpen}
        onOpenChange={setFilterOpen}
      />
      <span className="grow" />
      {searchBox}
      <ColumnChooser object={object} columns={layout.columns} onChange={layout.choose} onReset={layout.reset} />
    </>
  );
}

function Peek({ model: { object, state, rows, list } }: { model: ListModel }) {
  const id = state.search.peek;
  if (!id) return null;
  const place = { at: rows.findIndex((row) => row.id === id) + 1, of: list.data?.pages[0]?.count ?? rows.length };
  return <PeekPane key={id} object={object} id={id} place={place} close={() => state.set({ peek: undefined })} />;
}

type ListModel = ReturnType<typeof useListModel>;

/** What the list shows and what can be done with its rows. */
function useListModel(object: MetaObject) {
  const navigate = useNavigate();
  const state = useListState(object);
  const layout = useListLayout(object);
  const { search, set } = state;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [activeId, setActiveId] = useState<string | undefined>(search.peek);
  const list = useRecordList(object, { filter: state.filter, search: search.q, sort: state.sort, fields: useAskedFields(object, layout.columns) });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const references = useMemo<References>(() => Object.assign({}, ...(list.data?.pages.map((page) => page.references ?? {}) ?? [])), [list.data]);
  const open = (row: RecordData) => void navigate({ to: `/${object.path}/${row.id}` });
  const peek = useCallback(
    (row: RecordData) => {
      setActiveId(row.id);
      set({ peek: row.id });
    },
    [set],
  );
  const activate = (row: RecordData) => {
    setActiveId(row.id);
    if (search.peek) set({ peek: row.id });
  };
  const loadMore = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return { object, state, layout, list, rows, references, selected, setSelected, activeId, open, peek, activate, loadMore };
}

function useListKeys({ object, state: { set }, rows, activeId, activate, open }: ListModel, openFilter: () => void) {
  const at = rows.findIndex((row) => row.id === activeId);
  const step = (by: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) activate(next);
  };
  const active = rows[at];
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    f: openFilter,
    n: () => {
      if (object.can.create) set({ new: true });
    },
    Enter: () => {
      if (active) open(active);
    },
    Escape: () => set({ peek: undefined }),
  });
}

function ListBody({ model }: { model: ListModel }) {
  const { object, state, list, rows } = model;
  const { isPhone } = usePreferences();
  if (list.error && !list.data) return <ErrorView error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <SkeletonRows rows={14} />;
  if (rows.length === 0) {
    const clear = () => {
      state.setFilter({ join: 'and', items: [] });
      state.set({ q: undefined, filter: undefined });
    };
    return (
      <EmptyList
        object={object}
        isFiltered={toFilter(state.filterState) !== undefined || Boolean(state.search.q)}
        clear={clear}
        onNew={() => state.set({ new: true })}
      />
    );
  }
  if (isPhone)
    return (
      <RecordRows object={object} columns={model.layout.columns} rows={rows} references={model.references} onOpen={model.open} onNearEnd={model.loadMore} />
    );
  return <ListGrid model={model} />;
}

function ListGrid({ model }: { model: ListModel }) {
  const { object, state, layout } = model;
  const save = useSaveField(object);
  const { mutate } = save;
  const saveField = useCallback((record: RecordData, name: string, value: unknown) => mutate({ record, name, value }), [mutate]);
  return (
    <RecordGrid
      object={object}
      columns={layout.columns}
      widths={layout.widths}
      onResize={layout.resize}
      rows={model.rows}
      references={model.references}
      sort={state.sort}
      onSort={(sort) => state.set({ sort: sort || undefined })}
      selected={model.selected}
      onSelect={model.setSelected}
      activeId={model.activeId}
      onActive={model.activate}
      onPeek={model.peek}
      onOpen={model.open}
      onNearEnd={model.loadMore}
      onSave={object.can.update && !state.search.bin ? saveField : undefined}
    />
  );
}

/** Only what the rows show, and what a change of them needs. */
function useAskedFields(object: MetaObject, columns: readonly string[]): readonly string[] {
  return useMemo(() => {
    const extra = ['currency', 'grade', 'isFalling', 'status'].filter((name) => name in object.fields);
    return [...new Set(['id', 'version', object.titleField, ...columns, ...extra])];
  }, [object, columns]);
}

function ListActions({ object, onNew }: { object: MetaObject; onNew: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { isPhone } = usePreferences();
  return (
    <>
      {object.can.import && !isPhone && (
        <Button kind="quiet" icon={Upload} onClick={() => void navigate({ to: '/import', search: { object: object.name } })}>
          {t('action.import')}
        </Button>
      )}
      {object.can.create && (
        <Button kind="primary" icon={Plus} {...(isPhone ? {} : { hint: 'N' })} onClick={onNew}>
          {t('action.new', { object: words.object(object.name) })}
        </Button>
      )}
    </>
  );
}

/** The recycle bin: one list for each object. */
function BinTabs({ current }: { current: MetaObject }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { objects } = useMeta();
  const kept = Object.values(objects).filter((object) => object.partOf === undefined && object.access !== 'settings' && object.can.delete);
  return (
    <>
      <span className="tag">
        <Icon of={Trash2} size={14} />
        {t('nav.bin')}
      </span>
      <div className="tabs" role="group" aria-label={t('nav.bin')}>
        {kept.map((object) => (
          <button
            key={object.name}
            type="button"
            aria-pressed={object.name === current.name}
            className={object.name === current.name ? 'on' : ''}
            onClick={() => void navigate({ to: `/${object.path}`, search: { bin: true } })}
          >
            {words.objects(object.name)}
          </button>
        ))}
      </div>
    </>
  );
}

function Foot({ model: { object, list, rows } }: { model: ListModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { count, countKind } = list.data?.pages[0] ?? {};
  const counted = (n: string) => t([`count.${object.name}`, 'count.record'], { n });
  const total =
    count === undefined
      ? list.hasNextPage
        ? t('list.loadedSoFar', { n: format.count(rows.length) })
        : counted(format.count(rows.length))
      : counted(`${countKind === 'estimate' ? t('list.about') : ''}${format.count(count)}`);
  return (
    <footer className="grid-foot">
      <span>{total}</span>
      {list.hasNextPage && <span className="t3">{t('list.loaded', { n: format.count(rows.length) })}</span>}
      {list.isFetchingNextPage && <span className="spin" />}
      <span className="grow" />
      <span className="t3">{t('list.keys')}</span>
    </footer>
  );
}

function EmptyList({ object, isFiltered, clear, onNew }: { object: MetaObject; isFiltered: boolean; clear: () => void; onNew: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { me } = useMeta();
  const name = words.objects(object.name);
  if (isFiltered)
    return (
      <Empty title={t('list.nothingFound', { objects: name })} text={t('list.nothingFoundText')}>
        <Button onClick={clear}>{t('list.clearFilters')}</Button>
      </Empty>
    );
  return (
    <Empty title={t('list.empty', { objects: name })} text={object.can.create ? t('list.emptyText') : t('list.emptyAsk', { name: me.name })}>
      {object.can.create && (
        <Button icon={Plus} onClick={onNew}>
          {t('action.new', { object: words.object(object.name) })}
        </Button>
      )}
      {object.can.import && (
        <IconButton icon={Upload} label={t('action.import')} onClick={() => void navigate({ to: '/import', search: { object: object.name } })} />
      )}
    </Empty>
  );
}
