import { createContext, useContext } from 'react';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';

export interface Can {
  create: boolean;
  update: boolean;
  delete: boolean;
  import: boolean;
  export: boolean;
}
export type MetaObject = ObjectDefinition & { can: Can };

/** GET /meta: who works where, and what every object looks like to them. */
export interface Meta {
  organisation: { id: string; name: string; locale: string; timeZone: string; currency: string; settings: Record<string, unknown> };
  organisations: { id: string; name: string }[];
  me: { memberId: string; name: string; email: string; role: 'administrator' | 'manager' | 'member'; departmentId: string | null };
  objects: Record<string, MetaObject>;
  hasDemo: boolean;
  counts: Record<string, number>;
}

export const MetaContext = createContext<Meta | null>(null);

export function useMeta(): Meta {
  const meta = useContext(MetaContext);
  if (!meta) throw new Error('useMeta outside of the shell');
  return meta;
}

export const useObject = (name: string): MetaObject | undefined => useMeta().objects[name];
