import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post } from '#platform/context/web/api.ts';

export type ImportState = 'draft' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';
export interface ColumnMapping {
  column: number;
  header: string;
  field: string | null;
  how: string;
  confidence: number;
}
export type OnDuplicate = 'skip' | 'fill' | 'update' | 'create';
export interface Import {
  id: string;
  object: string;
  fileName: string;
  sizeBytes: number;
  state: ImportState;
  table: {
    format: string;
    encodings: { encoding: string; confidence: number; sample: string[] }[];
    encoding: string;
    delimiter: string;
    hasHeader: boolean;
    headers: string[];
    sample: string[][];
    sheets?: string[];
  };
  mapping: ColumnMapping[];
  onDuplicate: OnDuplicate;
  counts: { rows: number; created: number; updated: number; skipped: number; failed: number };
  totalRows: number | null;
  problems: { row: number; path: string; code: string; message: string; value: unknown }[];
  undo?: { deleted: number; restored: number; kept: number };
  createdAt: string;
  finishedAt: string | null;
  canUndo: boolean;
}
export type ImportChange = Partial<{
  object: string;
  encoding: string;
  delimiter: string;
  hasHeader: boolean;
  mapping: ColumnMapping[];
  onDuplicate: OnDuplicate;
}>;

export const isMoving = (state: ImportState) => state === 'checking' || state === 'running' || state === 'undoing';

export const useImports = () =>
  useQuery({ queryKey: ['imports'], queryFn: async ({ signal }) => listOf(await get<Import[] | { items: Import[] }>('/imports', signal)) });
const listOf = (answer: Import[] | { items: Import[] }) => (Array.isArray(answer) ? answer : answer.items);

export const useImport = (id: string) =>
  useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => get<Import>(`/imports/${id}`, signal),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? 600 : false),
  });

/** Settings and steps of one import; what comes back replaces what is shown. */
export function useImportSteps(id: string) {
  const client = useQueryClient();
  const show = (next: Import | null) => {
    if (next && typeof next === 'object' && 'state' in next) client.setQueryData(['imports', id], next);
    else void client.invalidateQueries({ queryKey: ['imports', id] });
  };
  const change = useMutation({ mutationFn: async (body: ImportChange) => (await patch<Import>(`/imports/${id}`, body)).data, onSuccess: show });
  const step = useMutation({
    mutationFn: async (name: 'check' | 'start' | 'undo') => (await post<Import>(`/imports/${id}/${name}`)).data,
    onSuccess: (next) => {
      show(next);
      void client.invalidateQueries({ queryKey: ['imports', id] });
    },
  });
  return { change, step };
}
