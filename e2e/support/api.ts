import type { RunningServer } from './server.ts';

export const password = 'correct horse';
export const administrator = { name: '王丽', email: 'wangli@example.com' };

export interface Answer<T> {
  status: number;
  body: T;
}
export interface Api {
  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>>;
  upload<T>(path: string, options: unknown, file: { name: string; content: string | Uint8Array<ArrayBuffer> }): Promise<Answer<T>>;
}

/** The first organisation by the link that the server printed, and the API by a key of its administrator. */
export async function setUpByApi(server: RunningServer, organisation: Record<string, string> = {}): Promise<Api> {
  const token = new URL(server.setupUrl).searchParams.get('token');
  const made = await fetch(`${server.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({
      token,
      organisation: '华东仪器',
      ...administrator,
      password,
      locale: 'zh-CN',
      timeZone: 'Asia/Shanghai',
      currency: 'CNY',
      ...organisation,
    }),
  });
  if (made.status !== 201) throw new Error(`set-up: ${made.status} ${await made.text()}`);
  const cookie = made.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
  const answer = await fetch(`${server.url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie },
    body: JSON.stringify({ name: 'e2e' }),
  });
  const { key } = (await answer.json()) as { key: string };
  return apiWithKey(server, key);
}

export function apiWithKey(server: RunningServer, key: string): Api {
  const call = async <T>(method: string, path: string, init: { body?: string | FormData; headers?: Record<string, string> }): Promise<Answer<T>> => {
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
    const text = await answer.text();
    // The shape is the server's contract; callers name it.
    return { status: answer.status, body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : { text }) as T };
  };
  return {
    send: (method, path, body) => call(method, path, body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    upload: (path, options, { name, content }) => {
      const form = new FormData();
      form.set('options', JSON.stringify(options));
      form.set('file', new Blob([content]), name);
      return call('POST', path, { body: form });
    },
  };
}

interface Outcomes {
  outcomes?: { status: string }[];
}

/** Sends records by the thousand; every row must be taken. */
export async function addCustomers(api: Api, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 1000) {
    const { status, body } = await api.send<Outcomes>('POST', '/customers/batch?key=code', rows.slice(at, at + 1000));
    const failed = body.outcomes?.find((outcome) => outcome.status === 'failed');
    if (status !== 200 || failed) throw new Error(`batch: ${status} ${JSON.stringify(failed ?? body)}`);
  }
}
