import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { snake, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Services } from '#platform/context/server/context.ts';
import { localeOf } from './problem.ts';
import type { Identify, Server } from './requests.ts';

type Schema = Record<string, unknown>;
type Translate = (key: string) => string;

const kindSchemas: Record<Field['kind'], Schema> = {
  text: { type: 'string' },
  longText: { type: 'string' },
  email: { type: 'string', format: 'email' },
  phone: { type: 'string' },
  url: { type: 'string' },
  choice: { type: 'string' },
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  decimal: { type: 'string', description: 'decimal number' },
  money: { type: 'string', description: "decimal amount in the record's currency" },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time' },
  reference: { type: 'string', format: 'uuid' },
};

function fieldSchema(field: Field, title: string): Schema {
  const base: Schema = { ...kindSchemas[field.kind], title, ...(field.options ? { enum: field.options } : {}), ...(field.max ? { maxLength: field.max } : {}) };
  return {
    ...base,
    ...(field.optional ? { type: [base['type'], 'null'], ...(field.options ? { enum: [...field.options, null] } : {}) } : {}),
    ...(field.readOnly ? { readOnly: true } : {}),
    ...(field.sortable ? { 'x-sortable': true } : {}),
  };
}

function recordSchema(object: ObjectDefinition, t: Translate): Schema {
  const entries = Object.entries(object.fields);
  const title = (name: string, f: Field) => f.label ?? t(`field.${object.name}.${name}`);
  const custom = entries.filter(([, f]) => f.custom).map(([n, f]) => [n.slice('custom.'.length), fieldSchema(f, title(n, f))] as const);
  return {
    type: 'object',
    title: t(`object.${object.name}`),
    properties: {
      ...Object.fromEntries(entries.filter(([, f]) => !f.custom).map(([n, f]) => [n, fieldSchema(f, title(n, f))])),
      custom: { type: 'object', properties: Object.fromEntries(custom) },
    },
    required: entries.filter(([, f]) => !f.optional && !f.readOnly && f.default === undefined && f.kind !== 'currency').map(([n]) => n),
  };
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
const ok = (schema: Schema, description = 'OK') => ({ 200: { description, ...json(schema) } });
const problems = Object.fromEntries([400, 401, 403, 404, 409, 412, 413, 422, 429].map((status) => [status, { $ref: '#/components/responses/problem' }]));
const answer = (responses: Schema) => ({ responses: { ...responses, ...problems } });
const parameter = (name: string, schema: Schema, where = 'query') => ({ name, in: where, schema, ...(where === 'path' ? { required: true } : {}) });
const id = parameter('id', { type: 'string', format: 'uuid' }, 'path');

const listParameters = [
  parameter('filter', { type: 'string', description: 'JSON of the filter language' }),
  parameter('search', { type: 'string' }),
  parameter('sort', { type: 'string' }),
  parameter('fields', { type: 'string' }),
  parameter('limit', { type: 'integer', maximum: 500 }),
  parameter('cursor', { type: 'string' }),
  parameter('count', { enum: ['none', 'estimate', 'exact'] }),
  parameter('include', { type: 'string' }),
];

function objectPaths(object: ObjectDefinition): Schema {
  const name = object.name;
  const base = `/${object.path}`;
  const tags = [name];
  const whole = ref(name);
  const list = {
    type: 'object',
    properties: {
      items: { type: 'array', items: whole },
      nextCursor: { type: ['string', 'null'] },
      count: { type: 'integer' },
      countKind: { enum: ['exact', 'estimate'] },
    },
  };
  const may = (action: 'create' | 'update' | 'delete', operation: Schema) => (object.without?.includes(action) ? {} : operation);
  const write = { requestBody: json(whole) };
  return {
    [base]: {
      get: { tags, operationId: `${name}.list`, parameters: listParameters, ...answer(ok(list)) },
      ...may('create', {
        post: {
          tags,
          operationId: `${name}.create`,
          parameters: [parameter('Idempotency-Key', { type: 'string' }, 'header')],
          ...write,
          ...answer({ 201: { description: 'Created', ...json(whole) } }),
        },
      }),
    },
    [`${base}/query`]: { post: { tags, operationId: `${name}.query`, requestBody: json({ type: 'object' }), ...answer(ok(list)) } },
    ...may('create', {
      [`${base}/batch`]: {
        post: {
          tags,
          operationId: `${name}.batch`,
          parameters: [parameter('key', { type: 'string' })],
          requestBody: json({ type: 'array', maxItems: 10_000, items: whole }),
          ...answer(ok({ type: 'object' })),
        },
      },
    }),
    [`${base}/export`]: {
      get: {
        tags,
        operationId: `${name}.export`,
        parameters: [parameter('format', { enum: ['csv', 'xlsx'] }), ...listParameters],
        ...answer({ 200: { description: 'A file' } }),
      },
    },
    ...recordPaths(object, may),
  };
}

type May = (action: 'create' | 'update' | 'delete', operation: Schema) => Schema;

/** The routes of one record. */
function recordPaths(object: ObjectDefinition, may: May): Schema {
  const { name } = object;
  const base = `/${object.path}`;
  const tags = [name];
  const whole = ref(name);
  return {
    [`${base}/{id}`]: {
      get: { tags, operationId: `${name}.get`, parameters: [id, parameter('asOf', { type: 'string', format: 'date-time' })], ...answer(ok(whole)) },
      ...may('update', {
        patch: {
          tags,
          operationId: `${name}.update`,
          parameters: [id, parameter('If-Match', { type: 'string' }, 'header')],
          requestBody: json(whole),
          ...answer(ok(whole)),
        },
      }),
      ...may('delete', { delete: { tags, operationId: `${name}.delete`, parameters: [id], ...answer({ 204: { description: 'In the recycle bin' } }) } }),
    },
    ...may('delete', { [`${base}/{id}/restore`]: { post: { tags, operationId: `${name}.restore`, parameters: [id], ...answer(ok(whole)) } } }),
    [`${base}/{id}/history`]: {
      get: {
        tags,
        operationId: `${name}.history`,
        parameters: [id, parameter('limit', { type: 'integer' }), parameter('cursor', { type: 'string' })],
        ...answer(ok({ type: 'object' })),
      },
    },
    ...(object.access === 'owned'
      ? {
          [`${base}/{id}/shares`]: {
            get: { tags, operationId: `${name}.shares`, parameters: [id], ...answer(ok({ type: 'object' })) },
            post: { tags, operationId: `${name}.share`, parameters: [id], ...answer({ 201: { description: 'Shared' } }) },
          },
        }
      : {}),
    ...(name === 'customer'
      ? { [`${base}/{id}/timeline`]: { get: { tags, operationId: `${name}.timeline`, parameters: [id], ...answer(ok({ type: 'object' })) } } }
      : {}),
  };
}

function operationPaths(services: Services): Schema {
  const paths: Record<string, Schema> = {};
  for (const { operation } of services.modules.flatMap((m) => m.handlers ?? [])) {
    const [method = 'GET', url = ''] = operation.route.split(' ');
    const path = url.replace(/:(\w+)/g, '{$1}');
    const inPath = [...url.matchAll(/:(\w+)/g)].map((m) => m[1] as string);
    const input = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, Schema> };
    const names = Object.keys(input.properties ?? {}).filter((n) => !inPath.includes(n));
    const parameters = [
      ...inPath.map((n) => parameter(n, { type: 'string' }, 'path')),
      ...(method === 'GET' ? names.map((n) => parameter(n, input.properties?.[n] ?? {})) : []),
    ];
    const output = z.toJSONSchema(operation.output, { io: 'input', unrepresentable: 'any' });
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        tags: [operation.name.split('.')[0]],
        operationId: operation.name,
        parameters,
        ...(method === 'GET' ? {} : { requestBody: json(input) }),
        ...answer(ok(output)),
      },
    };
  }
  return paths;
}

const free = (summary: string, description = 'OK') => ({ summary, responses: { 200: { description }, ...problems } });

/** Routes that belong to no object and no use case of a module. */
const otherPaths: Record<string, Schema> = {
  '/meta': { get: free('Who is signed in, and the objects with their fields') },
  '/organisation': { get: free('The organisation'), patch: free('Change the organisation') },
  '/members/invite': { post: free('Invite a person by a one-time link') },
  '/api-keys': { get: free('Own API keys'), post: free('A new API key, shown once') },
  '/api-keys/{id}': { delete: { parameters: [id], ...free('Revoke an API key') } },
  '/imports': {
    get: free('Imports: the own ones, for administrators all'),
    post: {
      requestBody: {
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: {
                options: { type: 'string', description: 'JSON: {object, start?, mapping? or columns?, onDuplicate?, ...}' },
                file: { type: 'string', format: 'binary' },
              },
              required: ['options', 'file'],
            },
          },
        },
      },
      ...free('Upload a CSV or XLSX file'),
      responses: { 201: { description: 'The import' }, ...problems },
    },
  },
  '/imports/{id}': {
    get: { parameters: [id], ...free('One import: columns, mapping, counts, problems') },
    patch: { parameters: [id], requestBody: json({ type: 'object' }), ...free('Change how the file is read') },
  },
  '/imports/{id}/check': { post: { parameters: [id], ...free('Dry run') } },
  '/imports/{id}/start': { post: { parameters: [id], ...free('Start, or go on where it stopped') } },
  '/imports/{id}/undo': {
    post: { parameters: [id], requestBody: json({ type: 'object', properties: { withEdited: { type: 'boolean' } } }), ...free('Take the whole import back') },
  },
  '/imports/{id}/failures': { get: { parameters: [id], ...free('The rows that were not taken, with the reasons', 'A file') } },
  '/demo/load': { post: free('Make the sample company') },
  '/demo/clear': { post: free('Take the sample company away') },
  '/search': {
    get: {
      parameters: [parameter('q', { type: 'string' }), parameter('limit', { type: 'integer' }), parameter('object', { type: 'string' })],
      ...free('Search all objects'),
    },
  },
  '/changes/{id}/undo': { post: { parameters: [id], ...free('Take one change back') } },
};

/** The document of one organisation: its own fields are in it. */
export function openApiDocument(services: Services, session: Session, locale: string): Schema {
  const t: Translate = (key) => services.translate(locale, key);
  const objects = [...session.registry.objects.values()];
  return {
    openapi: '3.1.0',
    info: { title: 'Zhike 知客', version: services.version, description: 'Money crosses as a decimal string; instants are ISO 8601 UTC; errors are RFC 9457.' },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    paths: Object.assign({}, otherPaths, ...objects.map(objectPaths), operationPaths(services)) as Schema,
    components: {
      schemas: {
        ...Object.fromEntries(objects.map((o) => [o.name, recordSchema(o, t)])),
        Problem: {
          type: 'object',
          properties: {
            status: { type: 'integer' },
            code: { type: 'string' },
            title: { type: 'string' },
            errors: {
              type: 'array',
              items: { type: 'object', properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } } },
            },
          },
        },
      },
      responses: { problem: { description: 'RFC 9457 problem', content: { 'application/problem+json': { schema: ref('Problem') } } } },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}

const escapeHtml = (text: unknown) => String(text ?? '').replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function page(document: Schema): string {
  const paths = document['paths'] as Record<string, Record<string, { operationId?: string; summary?: string; tags?: string[] }>>;
  const schemas = (document['components'] as { schemas: Record<string, { title?: string; properties?: Record<string, Schema> }> }).schemas;
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, o]) => `<tr><td><code>${method.toUpperCase()}</code><td><code>${escapeHtml(path)}</code><td>${escapeHtml(o.summary ?? o.operationId)}`,
    ),
  );
  const objects = Object.entries(schemas).map(
    ([name, s]) =>
      `<h3 id="${snake(name)}">${escapeHtml(s.title ?? name)} <code>${escapeHtml(name)}</code></h3><table>${Object.entries(s.properties ?? {})
        .map(
          ([n, f]) =>
            `<tr><td><code>${escapeHtml(n)}</code><td>${escapeHtml(f['title'])}<td>${escapeHtml(f['type'])} ${escapeHtml(f['enum'] ?? f['format'] ?? '')}`,
        )
        .join('')}</table>`,
  );
  return `<!doctype html><html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Zhike API</title><style>body{font:14px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;max-width:1000px;margin:32px auto;padding:0 16px;color:#211e1b}table{border-collapse:collapse;width:100%}td{border-bottom:1px solid #ebe7e1;padding:4px 8px;vertical-align:top}code{font:13px ui-monospace,monospace}a{color:#2f52b0}</style><h1>Zhike API</h1><p>${escapeHtml((document['info'] as Schema)['description'])} <a href="/api/v1/openapi.json">openapi.json</a></p><h2>Routes</h2><table>${rows.join('')}</table><h2>Objects</h2>${objects.join('')}</html>`;
}

export function openApiRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  app.get('/openapi.json', async (request, reply) => openApiDocument(server.services, (await identify(request, reply)).session, localeOf(request)));
  app.get('/docs', async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(page(openApiDocument(server.services, (await identify(request, reply)).session, localeOf(request)))),
  );
}
