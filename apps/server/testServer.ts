import type { AddressInfo } from 'node:net';
import { makeAuth } from '#platform/auth/server/auth.ts';
import { createApiKey, makeSessionCache } from '#platform/auth/server/identify.ts';
import { objectsOf } from '#platform/context/server/context.ts';
import { makeRegistry } from '#platform/context/server/registry.ts';
import { testProduct, type TestMember, type TestProduct } from '#platform/testing/testProduct.ts';
import { makeApp } from './http/app.ts';
import { serverModules } from './modules.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface TestServer {
  product: TestProduct;
  address: string;
  /** Calls the API as a member, by a key of theirs. */
  as(member: TestMember, tenantId?: string): Promise<Call>;
  close(): Promise<void>;
}

/** The product behind real HTTP on a port of its own. */
export async function testServer(): Promise<TestServer> {
  const product = await testProduct(serverModules);
  const { services } = product;
  const { auth, close: closeAuth } = makeAuth({ ownerUrl: product.url, secret: 'test'.repeat(10), publicUrl: 'http://localhost' });
  const sessions = makeSessionCache(services.database, makeRegistry(objectsOf(serverModules)));
  services.forgetSessions = (tenantId) => sessions.forget(tenantId);
  const root = new URL('../..', import.meta.url).pathname;
  const app = await makeApp({ services, auth, sessions, version: 'test' }, { projectRoot: root, isReady: async () => true });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    product,
    address,
    async as(member, tenantId = product.tenantId) {
      const { key } = await createApiKey(services.database, { tenantId, memberId: member.id, name: 'test' });
      return async (method, path, body, headers = {}) => {
        const answer = await fetch(`${address}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        return {
          status: answer.status,
          headers: answer.headers,
          body: answer.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Record<string, unknown>) : { text },
        };
      };
    },
    async close() {
      await app.close();
      await closeAuth();
      await product.close();
    },
  };
}
