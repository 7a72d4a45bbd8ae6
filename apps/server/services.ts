import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { openDatabase, type Database } from '#kernel/db/database.ts';
import { makeAuth, type Auth } from '#platform/auth/server/auth.ts';
import { makeSessionCache, type SessionCache } from '#platform/auth/server/identify.ts';
import { objectsOf, type Services } from '#platform/context/server/context.ts';
import { makeRegistry } from '#platform/context/server/registry.ts';
import { loadMessages } from '#platform/context/server/translate.ts';
import { addJob, migrateQueue } from '#platform/jobs/server/worker.ts';
import { migrate } from '#platform/tenancy/server/migrate.ts';
import type { Config } from './config.ts';
import { serverModules } from './modules.ts';
import { startEmbeddedPostgres } from './postgres/supervise.ts';

export interface Product {
  services: Services;
  auth: Auth;
  sessions: SessionCache;
  database: Database;
  /** Where the database runs, for doctor. */
  databasePlace: string;
  /** Set by the worker of this process. */
  onEvents(wake: () => void): void;
  close(): Promise<void>;
}

/** Database up, migrated, and everything that requests, jobs and commands share. */
export async function openProduct(config: Config, options: { logLevel?: string } = {}): Promise<Product> {
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir);
  const ownerUrl = config.databaseUrl ?? (embedded?.url as string);
  const databaseOptions = { ownerUrl, ...(config.databaseAppUrl ? { appUrl: config.databaseAppUrl } : {}) };
  const database = openDatabase(databaseOptions);
  await migrate(database, config.projectRoot);
  await migrateQueue(database);
  const { auth, close: closeAuth } = makeAuth({ ...databaseOptions, secret: config.secret, publicUrl: config.publicUrl });
  const sessions = makeSessionCache(database, makeRegistry(objectsOf(serverModules)));
  let wake = () => {};
  const awaited = new Set(serverModules.flatMap((m) => m.reactions ?? []).map((r) => r.event));
  const log = pino({ level: options.logLevel ?? config.logLevel, base: null });
  const services: Services = {
    database,
    log,
    modules: serverModules,
    filesDir: config.filesDir,
    publicUrl: config.publicUrl,
    version: (JSON.parse(readFileSync(join(config.projectRoot, 'package.json'), 'utf8')) as { version: string }).version,
    translate: loadMessages(config.projectRoot),
    isAwaited: (event) => awaited.has(event),
    wakeDispatcher: () => wake(),
    forgetSessions: (tenantId) => sessions.forget(tenantId),
    sessionOf: (tenantId, memberId) => sessions.byMember(tenantId, memberId),
    addJob: (name, payload, more) => addJob(database, name, payload, more),
  };
  return {
    services,
    auth,
    sessions,
    database,
    databasePlace: embedded ? [embedded.places.databaseDir, embedded.places.movedBecause].filter(Boolean).join(', because ') : new URL(ownerUrl).host,
    onEvents: (run) => void (wake = run),
    async close() {
      await closeAuth();
      await database.close();
      await embedded?.stop();
    },
  };
}
