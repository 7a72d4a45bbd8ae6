import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, patch, post, query, remove, type Written } from '#platform/context/web/api.ts';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import type { Filter } from '#ui/records/filterState.ts';
import { bodyOf, textOf, valueOf, withValue, type RecordData, type References } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { useToasts } from '#ui/toasts.tsx';

export interface RecordList {
  items: RecordData[];
  nextCursor: string | null;
  count?: number;
  countKind?: string;
  references?: References;
}
export interface ListAsk {
  filter?: Filter | undefined;
  search?: string | undefined;
  sort?: string | undefined;
  fields?: readonly string[] | undefined;
  limit?: number;
  count?: 'none' | 'estimate' | 'exact';
}

const bodyFor = (ask: ListAsk, cursor: string | null) => ({
  ...(ask.filter ? { filter: ask.filter } : {}),
  ...(ask.search ? { search: ask.search } : {}),
  ...(ask.sort ? { sort: ask.sort } : {}),
  ...(ask.fields ? { fields: ask.fields } : {}),
  ...(cursor ? { cursor } : {}),
  limit: ask.limit ?? 50,
  count: cursor ? 'none' : (ask.count ?? 'none'),
  include: ['references'],
});

/** Whole list by keyset pages: a small first one, then large ones ahead of the scroll. */
export function useRecordList(object: MetaObject, ask: ListAsk) {
  return useInfiniteQuery({
    queryKey: [object.name, 'list', ask],
    queryFn: ({ pageParam, signal }) =>
      query<RecordList>(`/${object.path}/query`, bodyFor({ ...ask, limit: pageParam ? 500 : 100, count: 'estimate' }, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
    refetchOnMount: isShort,
    refetchOnWindowFocus: isShort,
  });
}

/** A list scrolled far is not loaded again page by page: its rows are changed where they stand. */
const isShort = ({ state }: { state: { data?: unknown } }) => {
  const data = state.data;
  return typeof data !== 'object' || data === null || !('pages' in data) || !Array.isArray(data.pages) || data.pages.length <= 3;
};

/** A short list beside something else. */
export function useRecords(object: MetaObject | undefined, ask: ListAsk, isEnabled = true) {
  return useQuery({
    queryKey: [object?.name, 'some', ask],
    queryFn: ({ signal }) => query<RecordList>(`/${object?.path}/query`, bodyFor(ask, null), signal),
    enabled: object !== undefined && isEnabled,
  });
}

export type FullRecord = RecordData & { references?: References };
export const recordKey = (object: string, id: string) => [object, 'one', id];

/** One in the recycle bin too: its page says so and restores it. */
export function useRecord(object: MetaObject, id: string) {
  return useQuery({
    queryKey: recordKey(object.name, id),
    queryFn: ({ signal }) => get<FullRecord>(`/${object.path}/${id}?include=references&deleted=true`, signal),
  });
}

/** Everything that may show this object again, its lists last so that a row does not jump under the eye. */
export function refresh(client: QueryClient, object: string, gone: readonly string[] = []): void {
  if (gone.length > 0) changeLists(client, object, (items) => items.filter((item) => !gone.includes(item.id)));
  void client.invalidateQueries({ queryKey: [object], predicate: (query) => query.queryKey[1] !== 'list' || isShort(query) });
  for (const key of ['timeline', 'my-day', 'value', 'history', 'meta']) void client.invalidateQueries({ queryKey: [key] });
}

/** Says what was done and offers the way back. */
export function useDone() {
  const client = useQueryClient();
  const toasts = useToasts();
  const { t } = useTranslation();
  return (text: string, object: string, written: readonly Written<unknown>[], gone: readonly string[] = []) => {
    const ids = written.flatMap((one) => one.changeId ?? []);
    const undo = async () => {
      try {
        for (const id of ids) await post(`/changes/${id}/undo`);
        toasts.done(t('ui.undone'));
      } catch (error) {
        toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
      }
      refresh(client, object);
    };
    toasts.done(text, ids.length > 0 ? undo : undefined);
    refresh(client, object, gone);
  };
}

/** One field, stored at once and shown before the server answers; taken back when somebody was faster. */
export function useSaveField(object: MetaObject) {
  const client = useQueryClient();
  const done = useDone();
  const words = useWords();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: ({ record, name, value }: { record: RecordData; name: string; value: unknown }) =>
      patch<FullRecord>(`/${object.path}/${record.id}`, bodyOf({ [name]: value }), record.version),
    onMutate: ({ record, name, value }) => {
      showEverywhere(client, object.name, record.id, (old) => withValue(old, name, value));
    },
    onSuccess: (written, { record, name }) => {
      if (written.data)
        showEverywhere(client, object.name, record.id, (old) => withValue({ ...old, version: written.data.version }, name, valueOf(written.data, name)));
      done(t('ui.saved', { name: textOf(valueOf(record, object.titleField)), field: words.field(object.name, name, object.fields[name]) }), object.name, [
        written,
      ]);
    },
    onError: (_error, { record, name }) => {
      showEverywhere(client, object.name, record.id, (old) => withValue(old, name, valueOf(record, name)));
      refresh(client, object.name);
    },
  });
}

function showEverywhere(client: QueryClient, object: string, id: string, change: (record: RecordData) => RecordData): void {
  client.setQueryData<FullRecord>(recordKey(object, id), (old) => (old ? change(old) : old));
  changeLists(client, object, (items) => items.map((item) => (item.id === id ? change(item) : item)));
}

function changeLists(client: QueryClient, object: string, change: (items: RecordData[]) => RecordData[]): void {
  client.setQueriesData<InfiniteData<RecordList>>(
    { queryKey: [object, 'list'] },
    (old) => old && { ...old, pages: old.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}

export function useCreateRecord(object: MetaObject) {
  const done = useDone();
  const words = useWords();
  const { t } = useTranslation();
  const { organisation } = useMeta();
  return async (body: Record<string, unknown>): Promise<RecordData> => {
    const filled = 'currency' in object.fields && body['currency'] === undefined ? { ...body, currency: organisation.currency } : body;
    const written = await post<RecordData>(`/${object.path}`, filled);
    done(t('ui.created', { object: words.object(object.name), name: textOf(valueOf(written.data, object.titleField)) }), object.name, [written]);
    return written.data;
  };
}

/** Eight at a time, so that a thousand rows do not wait for one another. */
export async function eachRecord<T>(ids: readonly string[], act: (id: string) => Promise<T>): Promise<{ done: T[]; failed: number }> {
  const done: T[] = [];
  let failed = 0;
  const queue = [...ids];
  const work = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        done.push(await act(id));
      } catch {
        failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { done, failed };
}

export const deleteRecord = (object: MetaObject, id: string) => remove(`/${object.path}/${id}`);
export const restoreRecord = (object: MetaObject, id: string) => post(`/${object.path}/${id}/restore`);
