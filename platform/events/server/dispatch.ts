import { withClient } from '#kernel/db/database.ts';
import type { Services } from '#platform/context/server/context.ts';

interface OutboxRow {
  id: number;
  tenant_id: string;
  event: string;
  payload: Record<string, unknown>;
}

const batchSize = 500;

/** Turns waiting events into the jobs of the modules that react to them; returns how many events it took. */
export async function dispatchEvents(services: Services): Promise<number> {
  const reactions = services.modules.flatMap((m) => m.reactions ?? []);
  return withClient(services.database.owner, async (client) => {
    await client.query('begin');
    const { rows } = await client.query(
      'delete from ops.outbox where id in (select id from ops.outbox order by id limit $1 for update skip locked) returning id, tenant_id, event, payload',
      [batchSize],
    );
    const events = (rows as OutboxRow[]).sort((a, b) => a.id - b.id);
    const jobs = events.flatMap((e) =>
      reactions
        .filter((r) => r.event === e.event)
        .map((r) => {
          const payload = { ...e.payload, tenantId: e.tenant_id };
          return { name: r.job, payload, key: r.key?.(payload) ?? null };
        }),
    );
    for (const job of jobs) {
      await client.query('select graphile_worker.add_job($1::text, $2::json, job_key => $3::text, max_attempts => 5)', [
        job.name,
        JSON.stringify(job.payload),
        job.key,
      ]);
    }
    await client.query('commit');
    return events.length;
  });
}
