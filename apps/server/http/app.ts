import { existsSync } from 'node:fs';
import { join } from 'node:path';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import statics from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { Problem } from '#kernel/errors.ts';
import { accountRoutes, authRoutes, entranceRoutes } from './accountRoutes.ts';
import { demoRoutes } from './demoRoutes.ts';
import { healthRoutes } from './healthRoutes.ts';
import { importRoutes } from './importRoutes.ts';
import { openApiRoutes } from './openApi.ts';
import { operationRoutes } from './operationRoutes.ts';
import { sendProblem } from './problem.ts';
import { recordRoutes } from './recordRoutes.ts';
import { searchAndShareRoutes } from './searchAndShareRoutes.ts';
import { makeIdentify, type Server } from './requests.ts';

const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};

const deepest = 64;

/** Text nested by the thousand would exhaust the stack of whatever walks it. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isString) {
      if (c === 92) i++;
      else if (c === 34) isString = false;
    } else if (c === 34) isString = true;
    else if (c === 123 || c === 91) depth += 1;
    else if (c === 125 || c === 93) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

/** The HTTP side: API below /api/v1, sign-in below /api/auth, the web application everywhere else. */
export async function makeApp(server: Server, options: { projectRoot: string; isReady: () => Promise<boolean> }): Promise<FastifyInstance> {
  const app = fastify({ logger: false, bodyLimit: 16 * 2 ** 20, trustProxy: 'loopback', routerOptions: { ignoreTrailingSlash: true } });
  const parseJsonBody = app.getDefaultJsonParser('error', 'error');
  await app.register(cookie);
  await app.register(compress, { threshold: 1024, encodings: ['gzip', 'identity'] });
  await app.register(multipart, { limits: { fileSize: 4 * 2 ** 30, files: 1 } });
  // A DELETE or a use case without input may say that it sends JSON and send nothing.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === ''
      ? done(null, undefined)
      : nestsTooDeep(body as string)
        ? done(new Problem(400, 'request.too_deep'), undefined)
        : parseJsonBody(request, body as string, done),
  );
  app.addContentTypeParser(['application/x-ndjson', 'text/plain'], { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (_request, reply) => void reply.headers(securityHeaders));
  app.setErrorHandler((error: Error, request, reply) => sendProblem(server.services, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && !request.url.startsWith('/api/')) return reply.header('Cache-Control', 'no-cache').sendFile('index.html');
    return sendProblem(server.services, new Problem(404, 'request.no_such_route'), request, reply);
  });
  const identify = makeIdentify(server);
  healthRoutes(app, server, options.isReady);
  app.get('/api/docs', (_request, reply) => reply.redirect('/api/v1/docs'));
  authRoutes(app, server, identify);
  await app.register(
    async (api) => {
      api.addHook('onSend', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));
      entranceRoutes(api, server);
      accountRoutes(api, server, identify);
      demoRoutes(api, server, identify);
      openApiRoutes(api, server, identify);
      importRoutes(api, server, identify);
      operationRoutes(api, server, identify);
      searchAndShareRoutes(api, server, identify);
      recordRoutes(api, server, identify);
    },
    { prefix: '/api/v1' },
  );
  const webDir = join(options.projectRoot, 'dist', 'web');
  if (existsSync(webDir)) {
    await app.register(statics, {
      root: webDir,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    });
  } else await app.register(statics, { root: options.projectRoot, serve: false });
  return app;
}
