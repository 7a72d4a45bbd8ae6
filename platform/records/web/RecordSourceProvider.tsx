import { useMemo, type ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { query } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { useWebModules } from '#platform/context/web/webModule.ts';
import { textOf, valueOf } from '#ui/records/record.ts';
import { RecordSourceContext, type RecordSource } from '#ui/records/recordSource.ts';
import type { RecordList } from './recordQueries.ts';

export function RecordSourceProvider({ children }: { children: ReactNode }) {
  const { objects } = useMeta();
  const modules = useWebModules();
  const navigate = useNavigate();
  const source = useMemo<RecordSource>(() => {
    const titles = new Map<string, string>();
    const cells = Object.assign({}, ...modules.map((module) => module.cells ?? {}));
    return {
      objects,
      searchReferences: async (name, text) => {
        const object = objects[name];
        if (!object) return [];
        const list = await query<RecordList>(`/${object.path}/query`, {
          ...(text ? { search: text } : {}),
          fields: [object.titleField],
          limit: 20,
          count: 'none',
        });
        const found = list.items.map((item) => ({ id: item.id, title: textOf(valueOf(item, object.titleField)) }));
        for (const { id, title } of found) titles.set(id, title);
        return found;
      },
      cell: (object, fieldName) => cells[`${object}.${fieldName}`],
      knownTitle: (id) => titles.get(id),
      recordHref: (object, id) => `/${objects[object]?.path ?? object}/${id}`,
      openHref: (href) => void navigate({ to: href }),
    };
  }, [objects, modules, navigate]);
  return <RecordSourceContext value={source}>{children}</RecordSourceContext>;
}
