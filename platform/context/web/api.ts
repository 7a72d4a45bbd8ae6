import { currentLanguage } from '#ui/preferences.ts';

export interface FieldError {
  path: string;
  code: string;
  message: string;
}

/** An answer of RFC 9457, or no answer at all (status 0). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly FieldError[];
  constructor(status: number, code: string, title: string, errors: readonly FieldError[] = []) {
    super(title);
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = errors;
  }
}

export interface Written<T> {
  data: T;
  /** Undoes this write at POST /changes/ID/undo. */
  changeId: string | null;
}

interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

const base = '/api/v1';

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => (await send<T>('GET', path, { signal })).data;
export const query = async <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> => (await send<T>('POST', path, { body, signal })).data;
export const post = <T = unknown>(path: string, body?: unknown): Promise<Written<T>> => send<T>('POST', path, { body: body ?? {} });
export const patch = <T = unknown>(path: string, body: unknown, version?: number): Promise<Written<T>> =>
  send<T>('PATCH', path, { body, headers: version === undefined ? {} : { 'If-Match': `"${version}"` } });
export const remove = (path: string): Promise<Written<unknown>> => send('DELETE', path, {});

export async function upload<T>(path: string, options: unknown, file: File): Promise<T> {
  const form = new FormData();
  form.append('options', JSON.stringify(options));
  form.append('file', file);
  return (await send<T>('POST', path, { body: form })).data;
}

/** better-auth lives beside the versioned API. */
export const signInWithEmail = (email: string, password: string) => send('POST', '/sign-in/email', { body: { email, password } }, '/api/auth');
export const signOut = () => send('POST', '/sign-out', { body: {} }, '/api/auth');

export const exportUrl = (path: string, format: 'csv' | 'xlsx', filter: unknown) =>
  `${base}/${path}/export?format=${format}${filter ? `&filter=${encodeURIComponent(JSON.stringify(filter))}` : ''}`;
export const fileUrl = (path: string) => `${base}${path}`;

async function send<T>(method: string, path: string, { body, headers = {}, signal }: RequestOptions, root = base): Promise<Written<T>> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${root}${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      'Accept-Language': currentLanguage(),
      ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, 'network.unreachable', '');
  });
  const text = response.status === 204 ? '' : await response.text();
  const data: unknown = text ? parsed(text) : null;
  if (!response.ok) throw problemOf(response.status, data);
  // The shape is the server's contract; callers name it.
  return { data: data as T, changeId: response.headers.get('Change-Id') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(status: number, data: unknown): ApiProblem {
  const told = (typeof data === 'object' && data !== null ? data : {}) as { code?: string; title?: string; message?: string; errors?: FieldError[] };
  return new ApiProblem(status, told.code ?? `http.${status}`, told.title ?? told.message ?? '', told.errors ?? []);
}
