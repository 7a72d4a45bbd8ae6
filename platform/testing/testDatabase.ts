import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, type Database } from '#kernel/db/database.ts';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's address of the migrated template database. */
    templateUrl: string;
  }
}

const withName = (url: string, name: string) => {
  const parts = /^(postgres(?:ql)?:\/\/[^/]*\/)([^?]*)(\?.*)?$/.exec(url);
  if (!parts) throw new Error(`Not a database address: ${url}`);
  return `${parts[1]}${name}${parts[3] ?? ''}`;
};

async function asOwner(url: string, statement: string) {
  const client = new pg.Client({ connectionString: withName(url, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  url: string;
  database: Database;
  drop(): Promise<void>;
}

/** A database of one's own, cloned from the migrated template in milliseconds. */
export async function testDatabase(options: { statementTimeoutMs?: number } = {}): Promise<TestDatabase> {
  const template = inject('templateUrl');
  const name = `zhike_test_${randomBytes(6).toString('hex')}`;
  await asOwner(
    template,
    `create database ${name} template ${decodeURIComponent(new URL(template.replace(/^postgres(ql)?:/, 'http:').replace('@/', '@socket/')).pathname.slice(1))}`,
  );
  const url = withName(template, name);
  const database = openDatabase({ ownerUrl: url, poolSize: 4, statementTimeoutMs: options.statementTimeoutMs ?? 20_000 });
  return {
    url,
    database,
    async drop() {
      await database.close();
      await asOwner(template, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A folder that exists for the length of the test run. */
export function testFolder(): string {
  const dir = join(tmpdir(), `zhike-test-${randomBytes(6).toString('hex')}`);
  mkdirSync(dir, { recursive: true });
  return dir;
}
