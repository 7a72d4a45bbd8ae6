import type { FastifyInstance } from 'fastify';
import { forbidden } from '#kernel/errors.ts';
import { mayUse, type Action } from '#platform/access/server/scope.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Handler } from '#platform/context/server/context.ts';
import { parseInput } from './recordRoutes.ts';
import { runCommand, runQuery, type Identify, type Server } from './requests.ts';

/** The use cases of the modules, each at the route of its contract. */
export function operationRoutes(app: FastifyInstance, server: Server, identify: Identify) {
  for (const handler of server.services.modules.flatMap((m) => m.handlers ?? [])) oneRoute(app, server, { handler, identify });
}

function oneRoute(app: FastifyInstance, server: Server, { handler, identify: { identify } }: { handler: Handler; identify: Identify }) {
  const { operation } = handler;
  const [method, url] = operation.route.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string];
  app.route({
    method,
    url,
    handler: async (request, reply) => {
      const caller = await identify(request, reply);
      assertPermitted(caller.session, operation.permission);
      const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
      const input = parseInput(operation.input, { ...(request.query as object), ...body, ...(request.params as object) });
      if (operation.kind === 'query') return runQuery(server, request, caller, (ctx) => handler.run(ctx, input));
      return runCommand(server, request, reply, caller, async (ctx) => ({ status: operation.status ?? 200, body: await handler.run(ctx, input) }));
    },
  });
}

/** "customer.update": the action on the object type; "settings.update": administrators; "signedIn": anybody. */
function assertPermitted(session: Session, permission: string) {
  const [object = '', action = ''] = permission.split('.');
  const allowed =
    permission === 'signedIn' || (object === 'settings' ? session.role === 'administrator' : mayUse(session, session.registry.get(object), action as Action));
  if (!allowed) throw forbidden('access.denied', { object, action });
}
