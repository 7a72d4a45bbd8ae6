import type { FastifyInstance } from 'fastify';
import type { Server } from './requests.ts';

const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Liveness, readiness, and figures in Prometheus' text format: counts and times by route pattern, never by address. */
export function healthRoutes(app: FastifyInstance, server: Server, isReady: () => Promise<boolean>) {
  const routes = new Map<string, { count: number; sum: number; buckets: number[] }>();
  app.addHook('onResponse', async (request, reply) => {
    const labels = `method="${request.method}",route="${request.routeOptions.url ?? 'none'}",status="${reply.statusCode}"`;
    const figure = routes.get(labels) ?? { count: 0, sum: 0, buckets: bucketsSeconds.map(() => 0) };
    const seconds = reply.elapsedTime / 1000;
    figure.count += 1;
    figure.sum += seconds;
    bucketsSeconds.forEach((limit, i) => {
      if (seconds <= limit) figure.buckets[i] = (figure.buckets[i] ?? 0) + 1;
    });
    routes.set(labels, figure);
    if (reply.statusCode >= 500)
      server.services.log.warn(
        { method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'request failed',
      );
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => ((await isReady()) ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' })));
  app.get('/metrics', async (_request, reply) => {
    const lines = ['# TYPE zhike_http_request_seconds histogram'];
    for (const [labels, { count, sum, buckets }] of routes) {
      bucketsSeconds.forEach((limit, i) => lines.push(`zhike_http_request_seconds_bucket{${labels},le="${limit}"} ${buckets[i]}`));
      lines.push(
        `zhike_http_request_seconds_bucket{${labels},le="+Inf"} ${count}`,
        `zhike_http_request_seconds_sum{${labels}} ${sum}`,
        `zhike_http_request_seconds_count{${labels}} ${count}`,
      );
    }
    const { totalCount, idleCount, waitingCount } = server.services.database.app;
    lines.push(
      '# TYPE zhike_database_connections gauge',
      `zhike_database_connections{state="open"} ${totalCount}`,
      `zhike_database_connections{state="idle"} ${idleCount}`,
      `zhike_database_connections{state="waiting"} ${waitingCount}`,
    );
    lines.push('# TYPE process_resident_memory_bytes gauge', `process_resident_memory_bytes ${process.memoryUsage.rss()}`);
    return reply.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
  });
}
