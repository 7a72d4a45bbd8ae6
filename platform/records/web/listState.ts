import { useCallback, useMemo, useState } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { fromFilter, toFilter, type Filter, type FilterState } from '#ui/records/filterState.ts';
import { readStored, writeStored } from '#ui/preferences.ts';

export interface ListSearch {
  q?: string | undefined;
  filter?: Filter | undefined;
  sort?: string | undefined;
  peek?: string | undefined;
  new?: boolean | undefined;
  bin?: boolean | undefined;
}

/** What a list shows is in its address, so that it can be sent and gone back to. */
export function useListState(object: MetaObject) {
  const search: ListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (change: Partial<ListSearch>, replace = true) => {
      void navigate({ to: '.', search: (before: ListSearch) => ({ ...before, ...change }), replace });
    },
    [navigate],
  );
  const [filterState, setFilter] = useFilterDraft(search.filter, (filter) => set({ filter }));
  const filter = useMemo(() => {
    const deleted = { field: 'deletedAt', op: 'isNotEmpty' };
    if (!search.bin) return search.filter;
    return search.filter ? { and: [search.filter, deleted] } : deleted;
  }, [search.filter, search.bin]);
  return { search, set, filterState, setFilter, filter, sort: search.sort ?? object.list.sort };
}

/** Unfinished conditions live here; a filter that came by a link or the back button replaces them. */
function useFilterDraft(inAddress: Filter | undefined, put: (filter: Filter | undefined) => void): [FilterState, (next: FilterState) => void] {
  const text = JSON.stringify(inAddress);
  const [draft, setDraft] = useState<FilterState>(() => fromFilter(inAddress));
  const [seen, setSeen] = useState(text);
  const [own, setOwn] = useState(text);
  if (text !== seen) {
    setSeen(text);
    if (text !== own) {
      setOwn(text);
      setDraft(fromFilter(inAddress));
    }
  }
  const change = (next: FilterState) => {
    const filter = toFilter(next);
    setDraft(next);
    setOwn(JSON.stringify(filter));
    put(filter);
  };
  return [draft, change];
}

interface Layout {
  columns: readonly string[];
  widths: Record<string, number>;
}

/** Chosen columns and widths, kept in this browser per object. */
export function useListLayout(object: MetaObject) {
  const key = `list.${object.name}`;
  const [layout, setLayout] = useState<Layout>(() => storedLayout(key, object));
  const keep = (next: Layout) => {
    setLayout(next);
    writeStored(key, next);
  };
  return {
    ...layout,
    resize: (column: string, width: number) => keep({ ...layout, widths: { ...layout.widths, [column]: width } }),
    choose: (columns: readonly string[]) => keep({ ...layout, columns }),
    reset: () => keep({ columns: standardColumns(object), widths: {} }),
  };
}

/** The grade, where it is calculated, stands beside the name. */
function standardColumns(object: MetaObject): string[] {
  const [first, ...rest] = object.list.columns;
  const grade = 'grade' in object.fields && !object.list.columns.includes('grade') ? ['grade'] : [];
  return [...(first ? [first] : []), ...grade, ...rest].filter((name) => name in object.fields);
}

function storedLayout(key: string, object: MetaObject): Layout {
  const stored = readStored(key);
  const standard = { columns: standardColumns(object), widths: {} };
  if (typeof stored !== 'object' || stored === null || !('columns' in stored) || !Array.isArray(stored.columns)) return standard;
  const columns = stored.columns.filter((name): name is string => typeof name === 'string' && name in object.fields);
  const widths =
    'widths' in stored && typeof stored.widths === 'object' && stored.widths !== null
      ? Object.fromEntries(Object.entries(stored.widths).filter(([, width]) => typeof width === 'number'))
      : {};
  return columns.length > 0 ? { columns, widths } : standard;
}
