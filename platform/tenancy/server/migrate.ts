import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Database } from '#kernel/db/database.ts';

export interface Migration {
  name: string;
  sql: string;
}

/** All migrations of platform and modules in the order of their names, which begin with the time of writing. */
export function findMigrations(projectRoot: string): Migration[] {
  const folders = ['platform', 'modules'].flatMap((layer) => {
    const base = join(projectRoot, layer);
    return readdirSync(base, { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .map((e) => join(base, e.name, 'server', 'migrations'));
  });
  const found = folders.flatMap((dir) => {
    try {
      return readdirSync(dir)
        .filter((f) => f.endsWith('.sql'))
        .map((f) => ({ name: f, sql: readFileSync(join(dir, f), 'utf8') }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Brings the database up to date; safe with two starters. Returns the names of the migrations that ran. */
export async function migrate(database: Database, projectRoot: string): Promise<string[]> {
  const client = await database.owner.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('zhike.migrate'))");
    await assertUsable(client);
    await client.query(
      'create schema if not exists ops; create table if not exists ops.migration (name text primary key, run_at timestamptz not null default now())',
    );
    const done = new Set((await client.query('select name from ops.migration')).rows.map((r: { name: string }) => r.name));
    const pending = findMigrations(projectRoot).filter((m) => !done.has(m.name));
    for (const migration of pending) await runMigration(client, migration);
    if (pending.length || !(await hasRole(client, database.appRole))) await secure(client, database.appRole);
    await makePartitions(client);
    return pending.map((m) => m.name);
  } finally {
    await client.query("select pg_advisory_unlock(hashtext('zhike.migrate'))");
    client.release();
  }
}

async function assertUsable(client: pg.PoolClient) {
  const { rows } = await client.query(
    "select current_setting('server_version_num')::int as version, pg_encoding_to_char(encoding) as encoding, lower('Ä') = 'ä' as folds from pg_database where datname = current_database()",
  );
  const { version, encoding, folds } = rows[0] as { version: number; encoding: string; folds: boolean };
  if (version < 150_000) throw new Error(`PostgreSQL 15 or newer is needed; this is ${version / 10_000}`);
  if (encoding !== 'UTF8' || !folds)
    throw new Error(
      `The database must be made with encoding UTF8 and a UTF-8 locale: create database zhike encoding 'UTF8' locale 'C.UTF-8' template template0 (its encoding is ${encoding})`,
    );
}

async function runMigration(client: pg.PoolClient, { name, sql }: Migration) {
  const alone = sql.startsWith('-- no transaction');
  try {
    if (!alone) await client.query('begin');
    await client.query(sql);
    await client.query('insert into ops.migration (name) values ($1)', [name]);
    if (!alone) await client.query('commit');
  } catch (error) {
    if (!alone) await client.query('rollback');
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}

const hasRole = async (client: pg.PoolClient, role: string) => ((await client.query('select 1 from pg_roles where rolname = $1', [role])).rowCount ?? 0) > 0;

/** What an administrator of the database runs where the owner may not make roles. */
export const roleSql = (role: string, owner: string) => `create role ${role} nologin; grant ${role} to ${owner};`;

/** Row-level security, read views and grants of all tables, made anew after migrations: nobody can forget them. */
async function secure(client: pg.PoolClient, role: string) {
  const owner = (await client.query('select current_user as name')).rows[0].name as string;
  if (!(await hasRole(client, role))) {
    try {
      await client.query(`create role ${role} nologin`);
    } catch (error) {
      throw new Error(`The owner ${owner} may not make the application's role. As a database administrator run: ${roleSql(role, owner)}`, { cause: error });
    }
  }
  if (!(await maySetRole(client, role))) await client.query(`grant ${role} to current_user`);
  await client.query('begin');
  await client.query(`
    grant usage on schema app, auth, ops to ${role};
    grant select, insert, update, delete on all tables in schema auth to ${role};
    grant insert on ops.outbox to ${role};
    grant select, insert, update on ops.schedule to ${role};
    grant execute on function app.set_tenant(uuid) to ${role}`);
  const tables = (
    await client.query(
      "select relname as name from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r','p') and not relispartition order by 1",
    )
  ).rows as { name: string }[];
  for (const { name } of tables) await client.query(secureTable(name, role, owner));
  await client.query('commit');
}

/** To be a member is not enough: since PostgreSQL 16 the maker of a role administers it without being able to become it. */
async function maySetRole(client: pg.PoolClient, role: string): Promise<boolean> {
  try {
    await client.query(`set role ${role}`);
    await client.query('reset role');
    return true;
  } catch {
    return false;
  }
}

const bound = "nullif(current_setting('app.tenant_id', true), '')::uuid";

/** The owner needs a policy of its own, because row-level security is forced and an owner may be no superuser. */
function secureTable(name: string, role: string, owner: string): string {
  const key = name === 'tenant' ? 'id' : 'tenant_id';
  const rights = name === 'history' ? 'select, insert' : 'select, insert, update, delete';
  const view =
    name === 'tenant'
      ? ''
      : `
    drop view if exists app."v_${name}";
    create view app."v_${name}" as select * from app."${name}" where tenant_id = ${bound};
    grant select on app."v_${name}" to ${role};`;
  return `
    alter table app."${name}" enable row level security;
    alter table app."${name}" force row level security;
    drop policy if exists owner_all on app."${name}";
    create policy owner_all on app."${name}" to "${owner}" using (true) with check (true);
    drop policy if exists tenant_only on app."${name}";
    create policy tenant_only on app."${name}" to ${role} using (${key} = ${bound}) with check (${key} = ${bound});
    grant ${rights} on app."${name}" to ${role};${view}`;
}

/** History by month, a year ahead; what falls outside goes into the default partition. */
async function makePartitions(client: pg.PoolClient) {
  const { rows } = await client.query("select relname as name from pg_class where relnamespace = 'app'::regnamespace and relname like 'history\\_2%'");
  const have = new Set(rows.map((r: { name: string }) => r.name));
  const first = new Date();
  for (let i = 0; i < 12; i++) {
    const from = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i, 1));
    const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
    const name = `history_${from.toISOString().slice(0, 7).replace('-', '_')}`;
    if (!have.has(name))
      await client.query(`create table app."${name}" partition of app.history for values from ('${from.toISOString()}') to ('${to.toISOString()}')`);
  }
}
