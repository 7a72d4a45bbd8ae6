import pg from 'pg';
import type { Database } from '#kernel/db/database.ts';

/** A lock for as long as the process lives or until it is given back; undefined while another process holds it. */
export async function holdLock(database: Database, name: string): Promise<{ release(): Promise<void> } | undefined> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock(hashtext($1)) as free', [name]);
  if (rows[0]?.free) return { release: () => client.end() };
  await client.end();
  return undefined;
}
