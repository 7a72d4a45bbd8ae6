import type pg from 'pg';
import { runBatch, type Result, type Row } from './batch.ts';
import { bindTenant, runBound } from './database.ts';
import { join, raw, sql, type Sql } from './sql.ts';

/** What a use case sees of the database: reads run at once, writes are collected and sent together with the commit. */
export interface Db {
  rows<T extends object = Row>(query: Sql): Promise<T[]>;
  first<T extends object = Row>(query: Sql): Promise<T | undefined>;
  write(query: Sql): void;
  /** Collected into the same statement as the write before it; the two must not touch the same row. */
  writeWith(query: Sql): void;
}

export interface UnitOfWork extends Db {
  /** Sends what is collected; without an open transaction the writes are one implicit transaction in one round trip. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Writes that belong together go as one statement: a record, its history entry, its event. */
const asOneStatement = (group: readonly Sql[]): Sql =>
  group.length === 1
    ? (group[0] as Sql)
    : sql`with ${join(
        group.map((query, i) => sql`${raw(`w${i} as (`)}${query})`),
        ', ',
      )} select 1`;

const begin = raw('begin');
const commitStatement = raw('commit');

/**
 * One request's work for one organisation. With `transactional`, the first read opens a transaction in the same round
 * trip as the binding; otherwise every read is a round trip and an implicit transaction of its own.
 */
export function openUnitOfWork(pool: pg.Pool, tenantId: string, transactional: boolean): UnitOfWork {
  let client: pg.PoolClient | undefined;
  let pending: Sql[][] = [];
  const take = () => {
    const queries = pending.map(asOneStatement);
    pending = [];
    return queries;
  };
  const release = (error?: Error) => {
    client?.release(error);
    client = undefined;
  };
  const inTransaction = async (query: Sql): Promise<Result> => {
    const opening = client ? [] : [begin, bindTenant(tenantId)];
    client ??= await pool.connect();
    return (await runBatch(client, [...opening, ...take(), query])).at(-1) as Result;
  };
  const read = async (query: Sql): Promise<Result> => (transactional ? inTransaction(query) : ((await runBound(pool, tenantId, [query]))[0] as Result));
  return {
    rows: async <T extends object>(query: Sql) => (await read(query)).rows as T[],
    first: async <T extends object>(query: Sql) => (await read(query)).rows[0] as T | undefined,
    write: (query) => void pending.push([query]),
    writeWith: (query) => void (pending.at(-1)?.push(query) ?? pending.push([query])),
    async commit() {
      const queries = take();
      if (!client) {
        if (queries.length) await runBound(pool, tenantId, queries);
        return;
      }
      try {
        await runBatch(client, [...queries, commitStatement]);
        release();
      } catch (error) {
        await this.rollback();
        throw error;
      }
    },
    async rollback() {
      pending = [];
      if (!client) return;
      try {
        await runBatch(client, [raw('rollback')]);
        release();
      } catch (error) {
        release(error instanceof Error ? error : new Error('rollback failed'));
      }
    },
  };
}
