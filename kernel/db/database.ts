import pg from 'pg';
import { runBatch, type Result } from './batch.ts';
import { sql, type Sql } from './sql.ts';

/** The application's connections: `app` runs as the restricted role, `owner` as the owner of the tables (migrations, queue). */
export interface Database {
  app: pg.Pool;
  owner: pg.Pool;
  ownerUrl: string;
  /** Owner role and application role, for policies and grants. */
  appRole: string;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  ownerUrl: string;
  /** For poolers, and where the owner may not set the role. */
  appUrl?: string;
  appRole?: string;
  poolSize?: number;
  statementTimeoutMs?: number;
}

export function openDatabase(options: DatabaseOptions): Database {
  const appRole = options.appRole ?? 'zhike_app';
  const common = { connectionTimeoutMillis: 5000, idleTimeoutMillis: 60_000 };
  const settings = `-c search_path=app,public -c TimeZone=UTC -c DateStyle=ISO -c jit=off -c statement_timeout=${options.statementTimeoutMs ?? 2000}`;
  const app = new pg.Pool({
    ...common,
    connectionString: options.appUrl ?? options.ownerUrl,
    max: options.poolSize ?? 8,
    options: options.appUrl ? settings : `-c role=${appRole} ${settings}`,
  });
  const owner = new pg.Pool({
    ...common,
    connectionString: options.ownerUrl,
    max: 4,
    options: '-c search_path=app,public -c TimeZone=UTC -c DateStyle=ISO -c jit=off',
  });
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  for (const pool of [app, owner]) {
    pool.on('error', () => undefined);
    pool.on('connect', (client) => void client.on('error', () => undefined));
  }
  return { app, owner, ownerUrl: options.ownerUrl, appRole, close: async () => void (await Promise.all([app.end(), owner.end()])) };
}

export const bindTenant = (tenantId: string): Sql => sql`select app.set_tenant(${tenantId})`;

/** A connection for the time of one call; dropped, not reused, when its socket broke. */
export async function withClient<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await use(client);
  } catch (error) {
    if (error instanceof Error && !('severity' in error)) broken = error;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** One round trip on any connection: the statements run in one implicit transaction, bound to the organisation. */
export const runBound = (pool: pg.Pool, tenantId: string, queries: readonly Sql[]): Promise<Result[]> =>
  withClient(pool, async (client) => (await runBatch(client, [bindTenant(tenantId), ...queries])).slice(1));

/** One round trip without an organisation: the schemas auth and ops. */
export const runPlain = async (pool: pg.Pool, query: Sql): Promise<Result> => (await withClient(pool, (client) => runBatch(client, [query])))[0] as Result;
