import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { onTestFailed } from 'vitest';
import { administrator, password } from './api.ts';
import type { RunningServer } from './server.ts';

export function launchBrowser(): Promise<Browser> {
  const path = process.env['CHROMIUM'];
  return chromium.launch({
    ...(path ? { executablePath: path } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A browser of its own person: Chinese, in Shanghai. Errors of the page are collected; a journey ends without any. A journey that fails leaves a picture. */
export async function newPerson(
  browser: Browser,
  server: RunningServer,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[]; close(): Promise<void> }> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    baseURL: server.url,
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  onTestFailed(async ({ task }) => {
    const path = join(tmpdir(), `zhike-${task.id}-${process.pid}-${Date.now()}.png`);
    await page.screenshot({ path }).then(
      () => console.warn(`${page.url()} looked like ${path}; its errors: ${errors.join('; ') || 'none'}`),
      () => undefined,
    );
  });
  return { page, errors, close: () => context.close() };
}

export async function signIn(page: Page, who: { email: string; password?: string } = administrator): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('邮箱').fill(who.email);
  await page.getByLabel('密码').fill(who.password ?? password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
}

/** A place in the navigation; its name may end in how much is to be done there. */
export const place = (page: Page, name: string) =>
  page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: new RegExp(`^${name}\\s*\\d*$`) });
export const goTo = (page: Page, name: string) => place(page, name).click();
/** The message at the bottom left. */
export const toast = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

/** Waits until what the page shows is what the journey wants. */
export async function until<T>(read: () => Promise<T>, isRight: (value: T) => boolean, { timeoutMs = 20_000, everyMs = 100 } = {}): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isRight(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
