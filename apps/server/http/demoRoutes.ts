import type { FastifyInstance } from 'fastify';
import { forbidden } from '#kernel/errors.ts';
import { clearDemo, loadDemo } from '../demo/loadDemo.ts';
import type { Identify, Server } from './requests.ts';

/** The sample company, for trying things: one click brings it, one click takes it away. */
export function demoRoutes(app: FastifyInstance, server: Server, { identify }: Identify) {
  for (const [path, work] of [
    ['/demo/load', loadDemo],
    ['/demo/clear', clearDemo],
  ] as const) {
    app.post(path, async (request, reply) => {
      const { session } = await identify(request, reply);
      if (session.role !== 'administrator') throw forbidden('access.denied', { object: 'demo', action: 'create' });
      return work(server.services, session);
    });
  }
}
