import type { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import type { Row } from '#kernel/db/batch.ts';
import type { Sql } from '#kernel/db/sql.ts';
import type { Operation } from '#kernel/http/operation.ts';
import { fieldMap, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import type { Session } from '#platform/access/server/session.ts';

/** Through what a change was made. */
export type Via = 'web' | 'api' | 'import' | 'job' | 'cli' | 'demo';

/** What outlives a request; no business. */
export interface Services {
  database: Database;
  filesDir: string;
  publicUrl: string;
  version: string;
  log: { info(fields: object, text: string): void; warn(fields: object, text: string): void; error(fields: object, text: string): void };
  modules: readonly ServerModule[];
  /** Words of messages/*.json in a language. */
  translate(locale: string, key: string, params?: Record<string, unknown>): string;
  /** Adds a background job; done in a worker, after commit, at least once. */
  /** Does any module react to the event? One that nobody waits for is not written. */
  isAwaited(event: string): boolean;
  /** Tells the dispatcher of this process that events wait. */
  wakeDispatcher(): void;
  /** Forgets the kept sessions of an organisation, after what they hold has changed. */
  forgetSessions(tenantId: string): void;
  /** The rights of a member, or of the system (null), for jobs and commands. */
  sessionOf(tenantId: string, memberId: string | null): Promise<Session>;
  addJob(name: string, payload: Record<string, unknown>, options?: { key?: string; runAt?: Date }): Promise<void>;
}

/** The only dependency of a use case. Made once per request, job or command. */
export interface RequestContext {
  session: Session;
  tenantId: string;
  /** null: the system acts, with every right. */
  memberId: string | null;
  via: Via;
  /** The import or API key behind the change. */
  viaId: string | null;
  now: string;
  /** The organisation's calendar date. */
  today: string;
  locale: string;
  services: Services;
  db: {
    rows<T extends object = Row>(query: Sql): Promise<T[]>;
    first<T extends object = Row>(query: Sql): Promise<T | undefined>;
    /** Sent with the commit. */
    write(query: Sql): void;
    /** Sent in the same statement as the write before it. */
    writeWith(query: Sql): void;
  };
  object(name: string): ObjectDefinition;
  emit(event: string, payload: Record<string, unknown>): void;
  t(key: string, params?: Record<string, unknown>): string;
  /** Ids of the history entries written so far; the last one is what an undo names. */
  changeIds: string[];
  /** Runs after commit, in this process. */
  afterCommit(run: () => void | Promise<void>): void;
}

/** One plain function per object: sees the record before and after, throws or adjusts. */
export type Decide = (ctx: RequestContext, change: { before: Row | undefined; after: Row; parts: Record<string, Row[]> | undefined }) => Row | Promise<Row>;

export interface Handler {
  operation: Operation;
  run(ctx: RequestContext, input: unknown): Promise<unknown>;
}

/** Fails to compile when the function's input or output is not the contract's. */
export const handle = <I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  run: (ctx: RequestContext, input: z.output<I>) => Promise<z.input<O>> | z.input<O>,
): Handler => ({ operation, run: async (ctx, input) => run(ctx, input as z.output<I>) });

export interface Job {
  name: string;
  /** Its time limit per statement, in ms, when 2 s are not enough. */
  run(services: Services, payload: Record<string, unknown>): Promise<void>;
}
/** Work after commit for an event: the job is added with the event's payload and tenantId. */
export interface Reaction {
  event: string;
  job: string;
  key?: (payload: Record<string, unknown>) => string;
}
/** Runs daily at this minute of the organisation's day, as the job of that name with { tenantId, on }. */
export interface Schedule {
  job: string;
  minuteOfDay: number;
}

export interface ServerModule {
  name: string;
  objects: readonly ObjectDefinition[];
  /** Fields that this module adds to an object of a module below it. */
  extend?: Record<string, Record<string, Field>>;
  decide?: Record<string, Decide>;
  handlers?: readonly Handler[];
  jobs?: readonly Job[];
  reactions?: readonly Reaction[];
  schedules?: readonly Schedule[];
}

export const defineServerModule = (module: ServerModule): ServerModule => module;

/** The objects of all modules with the fields that modules add to each other's. */
export const objectsOf = (modules: readonly ServerModule[]): ObjectDefinition[] =>
  modules
    .flatMap((m) => m.objects)
    .map((object) => {
      const added = modules.map((m) => m.extend?.[object.name]).filter((f) => f !== undefined);
      return added.length ? { ...object, fields: fieldMap(object.fields, ...added) } : object;
    });
