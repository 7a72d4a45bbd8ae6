import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { minorToMoney } from '#kernel/money.ts';
import type { Row } from '#kernel/db/batch.ts';
import { notFound } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { isSearchable } from '#kernel/objects/tableSql.ts';
import { shareInput } from '#platform/access/shared/access.contract.ts';
import { endShare, listShares, shareRecord } from '#platform/access/server/shareRecord.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { referencesOf } from '#platform/records/server/listRecords.ts';
import { searchObject, type Hit } from '#platform/search/server/searchRecords.ts';
import { parseInput } from './recordRoutes.ts';
import { runCommand, runQuery, type Caller, type Identify, type Server } from './requests.ts';

const searchInput = z.object({ q: z.string().max(200), limit: z.coerce.number().int().min(1).max(50).optional(), object: z.string().optional() });

/** What a hit shows under its name: the first columns of its list. */
async function presentHits(ctx: RequestContext, object: ObjectDefinition, hits: readonly Hit[]) {
  const references = await referencesOf(
    ctx,
    object,
    hits.map((h) => h.row),
  );
  const word = (row: Row, name: string) => {
    const value = row[name];
    const field = object.fields[name];
    if (value === null || value === undefined || !field || field.kind === 'timestamp' || field.kind === 'boolean') return '';
    if (field.kind === 'reference') return references[value as string]?.title ?? '';
    if (field.kind === 'choice') return ctx.t(`choice.${object.name}.${name}.${String(value)}`);
    return field.kind === 'money' ? minorToMoney(value as number, row['currency'] as string) : String(value);
  };
  return hits.map(({ id, title, row }) => ({
    object: object.name,
    id,
    title,
    ...(row['grade'] ? { grade: row['grade'] } : {}),
    subtitle: object.list.columns
      .filter((c) => c !== object.titleField && c in row)
      .map((c) => word(row, c))
      .filter(Boolean)
      .slice(0, 3)
      .join(' · '),
  }));
}

export function searchAndShareRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  app.get('/search', async (request, reply) => {
    const caller = await identify(request, reply);
    const { q, limit = 8, object } = parseInput(searchInput, request.query);
    const objects = [...caller.session.registry.objects.values()].filter((o) => isSearchable(o) && o.access !== 'settings' && (!object || o.name === object));
    if (!q.trim()) return { items: [], partial: false };
    return runQuery(server, request, caller, async (ctx) => {
      const results = await Promise.all(objects.map(async (o) => ({ object: o, ...(await searchObject(ctx, o, q, limit)) })));
      const items = await Promise.all(results.map((r) => presentHits(ctx, r.object, r.hits)));
      return { items: items.flat(), partial: results.some((r) => r.partial && r.hits.length > 0) };
    });
  });
  const place = (request: FastifyRequest, caller: Caller) => {
    const { object: path, id, shareId = '' } = request.params as { object: string; id: string; shareId?: string };
    const object = caller.session.registry.byPath.get(path);
    if (!object) throw notFound('request.no_such_route');
    return { object, id, shareId };
  };
  app.get('/:object/:id/shares', async (request, reply) => {
    const caller = await identify(request, reply);
    const { object, id } = place(request, caller);
    return runQuery(server, request, caller, (ctx) => listShares(ctx, object, id));
  });
  app.post('/:object/:id/shares', async (request, reply) => {
    const caller = await identify(request, reply);
    const { object, id } = place(request, caller);
    const input = parseInput(shareInput, request.body);
    return runCommand(server, request, reply, caller, async (ctx) => ({ status: 201, body: await shareRecord(ctx, object, { ...input, id }) }));
  });
  app.delete('/:object/:id/shares/:shareId', async (request, reply) => {
    const caller = await identify(request, reply);
    const { object, id, shareId } = place(request, caller);
    return runCommand(server, request, reply, caller, async (ctx) => {
      await endShare(ctx, object, { id, shareId });
      return { status: 204 };
    });
  });
}
