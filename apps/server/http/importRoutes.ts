import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type {} from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { malformed, Problem } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { failuresFile } from '#platform/import/server/failuresFile.ts';
import { importChange, importInput, type ImportInput } from '#platform/import/server/importOptions.ts';
import {
  changeImport,
  createImport,
  findImport,
  listImports,
  presentImport,
  startCheck,
  startImport,
  startUndo,
  storedPathOf,
  type ImportRun,
} from '#platform/import/server/importRun.ts';
import { localeOf } from './problem.ts';
import { parseInput, parseJson } from './recordRoutes.ts';
import { runCommand, runQuery, type Answer, type Identify, type Server } from './requests.ts';

/** Uploads, their mapping, dry run, start, undo and the rows that failed. */
export function importRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const command = async (request: FastifyRequest, reply: FastifyReply, work: (ctx: RequestContext) => Promise<ImportRun>, status = 200) => {
    const caller = await identify(request, reply);
    return runCommand(server, request, reply, caller, async (ctx): Promise<Answer> => ({ status, body: await presentImport(ctx, await work(ctx)) }));
  };
  app.get('/imports', async (request, reply) => {
    const caller = await identify(request, reply);
    return runQuery(server, request, caller, async (ctx) => {
      const items = [];
      for (const run of await listImports(ctx)) items.push(await presentImport(ctx, run, { isBrief: true }));
      return { items };
    });
  });
  app.post('/imports', (request, reply) => upload(server, request, reply, identify));
  app.get('/imports/:id', async (request, reply) => {
    const caller = await identify(request, reply);
    return runQuery(server, request, caller, async (ctx) => presentImport(ctx, await findImport(ctx, idOf(request))));
  });
  app.patch('/imports/:id', (request, reply) =>
    command(request, reply, (ctx) => changeImport(ctx, idOf(request), parseInput(importChange, request.body ?? {}))),
  );
  app.post('/imports/:id/check', (request, reply) => command(request, reply, (ctx) => startCheck(ctx, idOf(request)), 202));
  app.post('/imports/:id/start', (request, reply) => command(request, reply, (ctx) => startImport(ctx, idOf(request)), 202));
  app.post('/imports/:id/undo', (request, reply) =>
    command(
      request,
      reply,
      (ctx) => startUndo(ctx, idOf(request), parseInput(z.object({ withEdited: z.boolean().optional() }), request.body ?? {}).withEdited),
      202,
    ),
  );
  app.get('/imports/:id/failures', async (request, reply) => {
    const caller = await identify(request, reply);
    const run = await runQuery(server, request, caller, (ctx) => findImport(ctx, idOf(request)));
    const { stream, contentType, extension } = failuresFile(server.services, caller.session, run, localeOf(request));
    const name = `${run.fileName.replace(/\.[^.]*$/, '')}.failed.${extension}`;
    return reply
      .type(contentType)
      .header('Content-Disposition', `attachment; filename="failed.${extension}"; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(stream);
  });
}

async function upload(server: Server, request: FastifyRequest, reply: FastifyReply, identify: Identify['identify']) {
  const caller = await identify(request, reply);
  const tenantId = caller.session.organisation.id;
  const id = newId();
  const file = path.join(server.services.filesDir, storedPathOf(tenantId, id));
  let isNew = false;
  let isKept = false;
  try {
    const { fileName, input } = await receive(request, file);
    const answer = await runCommand(server, request, reply, caller, async (ctx) => {
      const run = await createImport(ctx, { id, fileName, input });
      isNew = true;
      return { status: 201, body: await presentImport(ctx, run), headers: { Location: `/api/v1/imports/${id}` } };
    });
    // Sent again with the same Idempotency-Key, the first upload is answered and this one is not needed.
    isKept = isNew;
    return answer;
  } finally {
    if (!isKept) await rm(file, { force: true });
  }
}

/** Streams the file to its place while it comes; the options may stand before or after it. */
async function receive(request: FastifyRequest, file: string): Promise<{ fileName: string; input: ImportInput }> {
  if (!request.isMultipart()) throw malformed('import.not_multipart');
  let fileName: string | undefined;
  let options: unknown;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      fileName = part.filename || 'file';
      await pipeline(part.file, createWriteStream(file, { mode: 0o600 }));
      if (part.file.truncated) throw new Problem(413, 'request.too_large');
    } else if (part.fieldname === 'options') options = typeof part.value === 'string' ? parseJson(part.value) : part.value;
  }
  if (fileName === undefined) throw malformed('import.no_file');
  return { fileName, input: parseInput(importInput, options ?? {}) };
}
