import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#kernel/errors.ts';
import { databaseProblem } from '#platform/context/server/execute.ts';
import type { Services } from '#platform/context/server/context.ts';

const supported = ['zh-CN', 'zh-TW', 'en'] as const;

/** The caller's language: the session's choice in a header, else what the browser prefers. */
export function localeOf(request: FastifyRequest): string {
  const wanted = String(request.headers['x-locale'] ?? request.headers['accept-language'] ?? '');
  for (const part of wanted.split(',')) {
    const tag = (part.split(';')[0] ?? '').trim().toLowerCase();
    if (/^zh-(tw|hk|mo|hant)/.test(tag)) return 'zh-TW';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return supported[0];
}

/** What Fastify throws itself, in our codes. */
function fromFramework(error: Error & { statusCode?: number; code?: string }): Problem | undefined {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.code === 'FST_REQ_FILE_TOO_LARGE') return new Problem(413, 'request.too_large');
  if (error.statusCode === 415) return new Problem(400, 'request.unsupported_type');
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) return new Problem(400, 'request.malformed');
  return undefined;
}

/** RFC 9457. The only place where errors become answers; whatever is no Problem is a bug, logged and told as such. */
export function sendProblem(services: Services, error: Error, request: FastifyRequest, reply: FastifyReply) {
  const known = error instanceof Problem ? error : (fromFramework(error) ?? databaseProblem(error));
  if (!known)
    services.log.error(
      { err: { message: error.message, stack: error.stack, code: (error as { code?: string }).code }, route: request.routeOptions?.url },
      'unexpected error',
    );
  const problem = known ?? new Problem(500, 'internal');
  const locale = localeOf(request);
  if (problem.status === 429) reply.header('Retry-After', String(problem.details['retryAfterSeconds'] ?? 60));
  reply
    .code(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        status: problem.status,
        code: problem.code,
        title: services.translate(locale, `error.${problem.code}`, problem.details),
        ...(Object.keys(problem.details).length ? { details: problem.details } : {}),
        ...(problem.errors.length
          ? { errors: problem.errors.map((e) => ({ path: e.path, code: e.code, message: services.translate(locale, `error.${e.code}`, e.details) })) }
          : {}),
      }),
    );
}
