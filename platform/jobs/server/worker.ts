import { Logger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import { sql } from '#kernel/db/sql.ts';
import { runPlain, type Database } from '#kernel/db/database.ts';
import { todayIn } from '#kernel/dates.ts';
import type { Services } from '#platform/context/server/context.ts';
import { dispatchEvents } from '#platform/events/server/dispatch.ts';

const quiet = new Logger(() => () => undefined);

export interface Worker {
  wake(): void;
  stop(): Promise<void>;
}

/** Makes the queue's tables; part of migrating. */
export const migrateQueue = (database: Database) => runMigrations({ pgPool: database.owner, logger: quiet });

/** Adds a job as the owner; with a key, a waiting job of that key is replaced. */
export async function addJob(database: Database, name: string, payload: Record<string, unknown>, options: { key?: string; runAt?: Date } = {}) {
  await runPlain(
    database.owner,
    sql`select graphile_worker.add_job(${name}::text, ${JSON.stringify(payload)}::json, run_at => ${options.runAt?.toISOString() ?? null}::timestamptz, job_key => ${options.key ?? null}::text, max_attempts => 5)`,
  );
}

/** Runs jobs, turns events into jobs, and starts what is due by the organisations' clocks. */
export async function startWorker(services: Services): Promise<Worker> {
  const { database, log } = services;
  const taskList: TaskList = {};
  for (const job of services.modules.flatMap((m) => m.jobs ?? [])) {
    taskList[job.name] = async (payload) => job.run(services, payload as Record<string, unknown>);
  }
  await scheduleAll(services);
  const alive = await database.owner.connect();
  const own = new Set<string>();
  await freeDeadWorkers(alive, own);
  const runner: Runner = await run({
    pgPool: database.owner,
    taskList,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2000,
    logger: quiet,
    preset: { worker: { gracefulShutdownAbortTimeout: 5000 } },
  });
  runner.events.on('worker:create', ({ worker }) => void claim(alive, own, worker.workerId));
  runner.events.on('job:error', ({ job, error }) => log.error({ job: job.task_identifier, err: String(error) }, 'job failed'));
  const loop = makeLoop(services, () => freeDeadWorkers(alive, own));
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      await runner.stop();
      alive.release(true);
    },
  };
}

/** A worker proves that it lives by an advisory lock on its name; the lock ends with its connection. */
async function claim(client: pg.PoolClient, own: Set<string>, workerId: string) {
  own.add(workerId);
  await client.query('select pg_advisory_lock(hashtext($1))', [workerId]);
}

/** Jobs held by a worker that was killed start again at once instead of after four hours. */
async function freeDeadWorkers(client: pg.PoolClient, own: ReadonlySet<string>) {
  const { rows } = await client.query('select distinct locked_by as id from graphile_worker._private_jobs where locked_by is not null');
  const others = (rows as { id: string }[]).map((r) => r.id).filter((id) => !own.has(id));
  for (const id of others) {
    const { free } = (await client.query('select pg_try_advisory_lock(hashtext($1)) as free', [id])).rows[0] as { free: boolean };
    if (!free) continue;
    await client.query('select graphile_worker.force_unlock_workers(array[$1::text])', [id]);
    await client.query('select pg_advisory_unlock(hashtext($1))', [id]);
  }
}

const tickMs = 1000;
const minuteMs = 60_000;

function makeLoop(services: Services, everyMinute: () => Promise<void>) {
  let isStopped = false;
  let waiting: (() => void) | undefined;
  let lastMinute = 0;
  const step = async () => {
    while ((await dispatchEvents(services)) > 0 && !isStopped);
    if (Date.now() - lastMinute < minuteMs) return;
    lastMinute = Date.now();
    await everyMinute();
    await startDue(services, new Date().toISOString());
  };
  const running = (async () => {
    while (!isStopped) {
      await step().catch((error: unknown) => services.log.error({ err: String(error) }, 'worker loop'));
      await new Promise<void>((resolve) => {
        waiting = resolve;
        setTimeout(resolve, tickMs);
      });
    }
  })();
  return {
    wake: () => waiting?.(),
    stop: async () => {
      isStopped = true;
      waiting?.();
      await running;
    },
  };
}

/** Each organisation has each daily job, those too that a new version brought. */
async function scheduleAll({ database, modules }: Services) {
  for (const { job, minuteOfDay } of modules.flatMap((m) => m.schedules ?? [])) {
    await runPlain(
      database.owner,
      sql`insert into ops.schedule (tenant_id, job, time_zone, minute_of_day) select t.id, ${job}::text, t.time_zone, ${minuteOfDay}::int4 from app.tenant t on conflict do nothing`,
    );
  }
}

interface DueRow {
  tenantId: string;
  job: string;
  timeZone: string;
  minuteOfDay: number;
  lastRunOn: string | null;
}

/** Adds the daily jobs whose minute has come in the organisation's time zone; once a day, after an outage too. */
export async function startDue(services: Services, now: string): Promise<number> {
  const { rows } = await runPlain(
    services.database.owner,
    sql`select tenant_id as "tenantId", job, time_zone as "timeZone", minute_of_day as "minuteOfDay", last_run_on as "lastRunOn" from ops.schedule`,
  );
  let started = 0;
  for (const row of rows as unknown as DueRow[]) {
    const today = todayIn(row.timeZone, now);
    const dueFrom = todayIn(row.timeZone, new Date(Date.parse(now) - row.minuteOfDay * minuteMs).toISOString());
    if (dueFrom !== today || (row.lastRunOn && row.lastRunOn >= today)) continue;
    const claimed = await runPlain(
      services.database.owner,
      sql`update ops.schedule set last_run_on = ${today}::date where tenant_id = ${row.tenantId}::uuid and job = ${row.job} and (last_run_on is null or last_run_on < ${today}::date) returning 1 as one`,
    );
    if (!claimed.rows.length) continue;
    await services.addJob(row.job, { tenantId: row.tenantId, on: today }, { key: `${row.job}:${row.tenantId}` });
    started++;
  }
  return started;
}
