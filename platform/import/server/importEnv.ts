import type { Session } from '#platform/access/server/session.ts';
import type { Services } from '#platform/context/server/context.ts';
import type { ImportPlan } from './planImport.ts';

/** The record behind a text, or why it cannot be told. */
export type Resolved = { id: string } | { code: string; details?: Record<string, unknown> };

/** What the chunks of one run share. */
export interface ImportEnv {
  services: Services;
  session: Session;
  importId: string;
  plan: ImportPlan;
  /** Reads and checks like a run, and writes nothing. */
  isDry: boolean;
  /** References that were found, by `referenceKey`. */
  known: Map<string, Resolved>;
  /** The end of the queue of those that make missing references. */
  creating: Promise<unknown>;
}

export interface ImportCounts {
  rows: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
}

export const noCounts = (): ImportCounts => ({ rows: 0, created: 0, updated: 0, skipped: 0, failed: 0 });

export function addCounts(into: ImportCounts, more: Partial<ImportCounts>): ImportCounts {
  for (const name of ['rows', 'created', 'updated', 'skipped', 'failed'] as const) into[name] += more[name] ?? 0;
  return into;
}
