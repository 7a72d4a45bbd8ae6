import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Row } from '#kernel/db/batch.ts';
import { malformed, notFound, Problem, type FieldProblem } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { abilities } from '#platform/access/server/scope.ts';
import { listHistory, recordAsOf } from '#platform/audit/server/history.ts';
import { undoChange } from '#platform/audit/server/undoChange.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { exportRecords } from '#platform/export/server/exportRecords.ts';
import { batchRecords } from '#platform/records/server/batchRecords.ts';
import { createRecord, deleteRecord, restoreRecord, updateRecord } from '#platform/records/server/changeRecord.ts';
import { listRecords, referencesOf, type ListInput } from '#platform/records/server/listRecords.ts';
import { presentRecord } from '#platform/records/server/presentRecord.ts';
import { findRecord, partsOf } from '#platform/records/server/selectRecord.ts';
import { listTimeline } from '#platform/records/server/timeline.ts';
import { localeOf } from './problem.ts';
import { runCommand, runLong, runQuery, type Caller, type Identify, type Server } from './requests.ts';

type Params = { object: string; id: string };
const params = (request: FastifyRequest) => request.params as Params;

/** The object behind a path such as price-books, with the organisation's own fields. */
function objectOf(request: FastifyRequest, caller: Caller): ObjectDefinition {
  const object = caller.session.registry.byPath.get(params(request).object);
  if (!object) throw notFound('request.no_such_route');
  return object;
}

const listBody = z.object({
  filter: z.unknown().optional(),
  search: z.string().max(200).optional(),
  sort: z.string().max(200).optional(),
  fields: z.array(z.string()).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  cursor: z.string().max(2000).nullish(),
  count: z.enum(['none', 'estimate', 'exact']).optional(),
  include: z.array(z.string()).optional(),
});

export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Problem(
    422,
    'request.invalid',
    {},
    parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), code: 'request.bad_value', details: { reason: issue.message } })),
  );
}

/** The list's parameters from a query string: lists are comma separated, the filter is JSON. */
function listFromQuery(query: Record<string, string | undefined>): ListInput {
  const commas = (text: string | undefined) => (text ? text.split(',') : undefined);
  if (Object.values(query).some((value) => Array.isArray(value))) throw malformed('request.malformed');
  const { filter, fields, include, ...rest } = query;
  return parseInput(listBody, {
    ...rest,
    filter: filter === undefined ? undefined : parseJson(filter),
    fields: commas(fields),
    include: commas(include),
  }) as ListInput;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('filter.malformed');
  }
}

function versionOf(request: FastifyRequest): number | undefined {
  const match = request.headers['if-match'];
  if (!match || match === '*') return undefined;
  const version = /^(?:W\/)?"?(\d+)"?$/.exec(match)?.[1];
  if (!version) throw malformed('request.bad_if_match');
  return Number(version);
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1) throw malformed('request.malformed');
  return Number(text);
}

const withAbilities = (ctx: RequestContext, object: ObjectDefinition, row: Row) => ({
  ...presentRecord(object, row),
  can: abilities(ctx.session, object, row),
});

async function presentWhole(ctx: RequestContext, object: ObjectDefinition, row: Row) {
  const parts: Record<string, unknown> = {};
  for (const part of ctx.session.registry.partsOf(object.name)) {
    const rows = (await partsOf(ctx, part, [row['id'] as string])).get(row['id'] as string) ?? [];
    parts[part.partOf?.as as string] = rows.map((r) => presentRecord(part, r));
  }
  return { ...withAbilities(ctx, object, row), ...parts };
}

/** What a write answers: the record with the parts that were written. */
const presentWritten = (ctx: RequestContext, object: ObjectDefinition, row: Row) => {
  const parts = ctx.session.registry.partsOf(object.name).filter((p) => Array.isArray(row[p.partOf?.as as string]));
  return {
    ...withAbilities(ctx, object, row),
    ...Object.fromEntries(parts.map((p) => [p.partOf?.as, (row[p.partOf?.as as string] as Row[]).map((r) => presentRecord(p, r))])),
  };
};

const etag = (row: Row) => ({ ETag: `"${row['version']}"` });

/** The routes that every object has. Parametric, because objects may appear at run time. */
export function recordRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  app.get('/:object', async (request, reply) => {
    const caller = await identify(request, reply);
    return runList(server, request, caller, listFromQuery(request.query as Record<string, string>));
  });
  app.post('/:object/query', async (request, reply) => {
    const caller = await identify(request, reply);
    return runList(server, request, caller, parseInput(listBody, request.body ?? {}) as ListInput);
  });
  app.post('/:object', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    return runCommand(server, request, reply, caller, async (ctx) => {
      const row = await createRecord(ctx, object, request.body);
      return { status: 201, body: presentWritten(ctx, object, row), headers: { Location: `/api/v1/${object.path}/${String(row['id'])}`, ...etag(row) } };
    });
  });
  app.get('/:object/:id', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    const { asOf, include, deleted } = request.query as { asOf?: string; include?: string; deleted?: string };
    return runQuery(server, request, caller, async (ctx) => {
      if (asOf) return { ...presentRecord(object, await recordAsOf(ctx, object, { id: params(request).id, asOf })), asOf };
      const row = await findRecord(ctx, object, params(request).id, deleted === 'true');
      reply.header('ETag', `"${String(row['version'])}"`);
      const body = await presentWhole(ctx, object, row);
      return include === 'references' ? { ...body, references: await referencesOf(ctx, object, [row]) } : body;
    });
  });
  app.patch('/:object/:id', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    const version = versionOf(request);
    return runCommand(server, request, reply, caller, async (ctx) => {
      const row = await updateRecord(ctx, object, { id: params(request).id, patch: request.body, ...(version === undefined ? {} : { version }) });
      return { status: 200, body: presentWritten(ctx, object, row), headers: etag(row) };
    });
  });
  app.delete('/:object/:id', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    return runCommand(server, request, reply, caller, async (ctx) => {
      await deleteRecord(ctx, object, params(request).id);
      return { status: 204 };
    });
  });
  pastRoutes(app, server, { identify } as Identify);
  batchAndExport(app, server, { identify } as Identify);
}

/** Recycle bin, history, timeline, undo. */
function pastRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  app.post('/:object/:id/restore', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    return runCommand(server, request, reply, caller, async (ctx) => ({
      status: 200,
      body: presentWritten(ctx, object, await restoreRecord(ctx, object, params(request).id)),
    }));
  });
  app.get('/:object/:id/history', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    const { limit, cursor } = request.query as { limit?: string; cursor?: string };
    return runQuery(server, request, caller, (ctx) => listHistory(ctx, object, { id: params(request).id, limit: limitOf(limit), cursor }));
  });
  app.get('/:object/:id/timeline', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    if (object.name !== 'customer') throw notFound('request.no_such_route');
    const { limit, cursor, kinds } = request.query as { limit?: string; cursor?: string; kinds?: string };
    return runQuery(server, request, caller, (ctx) =>
      listTimeline(ctx, { customerId: params(request).id, limit: limitOf(limit) ?? 50, cursor, objects: kinds?.split(',') }),
    );
  });
  app.post('/changes/:id/undo', async (request, reply) => {
    const caller = await identify(request, reply);
    return runCommand(server, request, reply, caller, async (ctx) => {
      const { object, record } = await undoChange(ctx, params(request).id);
      return { status: 200, body: { object, record: presentWritten(ctx, ctx.object(object), record) } };
    });
  });
}

function runList(server: Server, request: FastifyRequest, caller: Caller, input: ListInput) {
  const object = objectOf(request, caller);
  return runQuery(server, request, caller, async (ctx) => {
    const { items, ...rest } = await listRecords(ctx, object, input);
    return { items: items.map((row) => presentRecord(object, row)), ...rest };
  });
}

function batchAndExport(app: FastifyInstance, server: Server, { identify }: Identify) {
  app.post('/:object/batch', { bodyLimit: 64 * 2 ** 20 }, async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    const { key } = request.query as { key?: string };
    const rows =
      typeof request.body === 'string'
        ? request.body
            .split('\n')
            .filter((l) => l.trim())
            .map(parseJson)
        : request.body;
    if (!Array.isArray(rows)) throw malformed('batch.not_a_list');
    const locale = localeOf(request);
    const words = (e: FieldProblem) => ({ ...e, message: server.services.translate(locale, `error.${e.code}`, e.details) });
    return runLong(server, request, reply, caller, async () => {
      const run = <T>(work: (inner: RequestContext) => Promise<T>) =>
        execute(server.services, caller.session, { via: caller.via, viaId: caller.viaId, isCommand: true, locale }, work);
      const outcomes = await batchRecords(object, { key, rows }, run);
      return { status: 200, body: { outcomes: outcomes.map((o) => ({ ...o, ...(o.errors ? { errors: o.errors.map(words) } : {}) })) } };
    });
  });
  app.get('/:object/export', async (request, reply) => {
    const caller = await identify(request, reply);
    const object = objectOf(request, caller);
    const query = request.query as Record<string, string | undefined>;
    const format = query['format'] === 'xlsx' ? 'xlsx' : 'csv';
    const { stream, contentType } = await exportRecords(server.services, caller.session, object, {
      format,
      locale: localeOf(request),
      input: listFromQuery({ ...query, format: undefined }),
      via: caller.via,
    });
    return reply.type(contentType).header('Content-Disposition', `attachment; filename="${object.path}.${format}"`).send(stream);
  });
}
