import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '#kernel/db/database.ts';
import { migrateQueue } from '#platform/jobs/server/worker.ts';
import { migrate } from '#platform/tenancy/server/migrate.ts';
import { startEmbeddedPostgres } from '#apps/server/postgres/supervise.ts';

const root = new URL('../..', import.meta.url).pathname;

/**
 * One PostgreSQL for all tests: the embedded one in a folder of its own, or the one of TEST_DATABASE_URL. Its template
 * is migrated once, as an owner without superuser rights; each test file clones it.
 */
export default async function setup(project: TestProject) {
  const dir = mkdtempSync(join(tmpdir(), 'zhike-tests-'));
  mkdirSync(join(dir, 'data'));
  chmodSync(dir, 0o711);
  chmodSync(join(dir, 'data'), 0o711);
  const embedded = process.env['TEST_DATABASE_URL'] ? undefined : await startEmbeddedPostgres(join(dir, 'data'));
  const adminUrl = process.env['TEST_DATABASE_URL'] ?? (embedded?.url as string);
  const templateUrl = await makeTemplate(adminUrl);
  const database = openDatabase({ ownerUrl: templateUrl });
  await migrate(database, root);
  await migrateQueue(database);
  await database.close();
  project.provide('templateUrl', templateUrl);
  return async () => {
    await embedded?.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** The owner is no superuser, as on most hosted servers; row-level security must hold for it too. */
async function makeTemplate(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const superuser = (await client.query('select rolsuper from pg_roles where rolname = current_user')).rows[0].rolsuper as boolean;
  await client.query('drop database if exists zhike_template with (force)');
  if (superuser) {
    await client.query(
      "do $$ begin if not exists (select from pg_roles where rolname = 'zhike_test_owner') then create role zhike_test_owner login createdb createrole password 'test'; end if; end $$",
    );
  }
  await client.query(`create database zhike_template encoding 'UTF8' template template0 ${superuser ? 'owner zhike_test_owner' : ''}`);
  await client.end();
  const asOwner = superuser ? adminUrl.replace(/\/\/[^@]*@/, '//zhike_test_owner:test@') : adminUrl;
  return asOwner.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, '$1zhike_template');
}
