import { runPlain } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { createLink } from '#platform/auth/server/identify.ts';
import { startWorker, type Worker } from '#platform/jobs/server/worker.ts';
import { hasUsers } from '#platform/tenancy/server/organisation.ts';
import { readConfig } from './config.ts';
import { makeApp } from './http/app.ts';
import { openProduct } from './services.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function start() {
  const config = readConfig();
  const product = await openProduct(config);
  const { services, auth, sessions, database } = product;
  let worker: Worker | undefined;
  if (config.role !== 'web') {
    worker = await startWorker(services);
    product.onEvents(worker.wake);
  }
  const isReady = async () => (await runPlain(database.app, sql`select 1 as one`)).rows.length === 1;
  const app =
    config.role === 'worker' ? undefined : await makeApp({ services, auth, sessions, version: services.version }, { projectRoot: config.projectRoot, isReady });
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await app?.close();
    await worker?.stop();
    await product.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  await app?.listen({ port: config.port, host: config.host });
  say(`Zhike 知客 ${services.version}  ${config.publicUrl}`);
  if (!(await hasUsers(database))) {
    const token = await createLink(database, { purpose: 'setup', hours: 24 });
    say(`首次设置 / Set up (one time): ${config.publicUrl}/setup?token=${token}`);
  }
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
