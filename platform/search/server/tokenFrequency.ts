import { runBatch } from '#kernel/db/batch.ts';
import { bindTenant, withClient, type Database } from '#kernel/db/database.ts';
import { raw, sql } from '#kernel/db/sql.ts';
import { snake, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { isSearchable } from '#kernel/objects/tableSql.ts';
import type { Services } from '#platform/context/server/context.ts';

/** A token of more records than this is searched for among the newest instead of through the index. */
const frequentFrom = 3000;

/** Counts anew which search tokens of an object are frequent. */
export async function refreshTokenFrequency(database: Database, tenantId: string, object: ObjectDefinition) {
  if (!isSearchable(object)) return;
  const tenant = sql`tenant_id = ${tenantId}::uuid`;
  await withClient(database.app, (client) =>
    runBatch(client, [
      bindTenant(tenantId),
      raw("select set_config('statement_timeout', '600000', true)"),
      sql`delete from app.token_frequency where ${tenant} and object = ${object.name}`,
      sql`insert into app.token_frequency (tenant_id, object, token, records)
        select ${tenantId}::uuid, ${object.name}, x.token, count(*) from ${raw(object.view)} t, unnest(t.tokens) as x(token)
         where t.tenant_id = ${tenantId}::uuid and t.deleted_at is null group by x.token having count(*) > ${frequentFrom}::int8`,
    ]),
  );
}

const manyRows = 1000;

/** After many new rows: the planner's figures, the postponed index entries, the frequent tokens. */
export async function tidyAfterLoading(database: Database, tenantId: string, { object, rows }: { object: ObjectDefinition; rows: number }) {
  if (rows < manyRows) return;
  await withClient(database.owner, async (client) => {
    if (isSearchable(object)) await client.query(`select gin_clean_pending_list('app.${snake(object.name)}_tokens_idx'::regclass)`);
    await client.query(`analyze ${object.table}`);
  });
  await refreshTokenFrequency(database, tenantId, object);
}

/** The job, nightly or for one object. */
export async function refreshTokenFrequencies(services: Services, payload: Record<string, unknown>) {
  const tenantId = String(payload['tenantId']);
  const { registry } = await services.sessionOf(tenantId, null);
  for (const object of registry.objects.values()) await refreshTokenFrequency(services.database, tenantId, object);
}
