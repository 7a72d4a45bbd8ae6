import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiWithKey, password, setUpByApi } from './support/api.ts';
import { goTo, launchBrowser, newPerson, place, signIn, toast, until } from './support/browser.ts';
import { cdnowMapping, isAbsent, sharedData, startServer, zhike, type RunningServer } from './support/server.ts';

const orders = 'cdnow/CDNOW_sample.txt';
const seller = { name: '陈静', email: 'chenjing@example.com' };
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test.skipIf(isAbsent(orders))('a second organisation brings its orders, sees who is leaving on a day in the past, and acts on one of them', async () => {
  await setUpByApi(server);
  zhike(server, ['setup', '--org', '唱片行', '--name', seller.name, '--email', seller.email, '--currency', 'USD', '--password-stdin'], password);
  const api = apiWithKey(server, zhike(server, ['key', 'create', '--org', '唱片行', '--email', seller.email, '--name', 'e2e']).trim());
  const made = await api.upload<{ id: string }>(
    '/imports',
    { ...cdnowMapping(), start: true },
    { name: 'CDNOW_sample.txt', content: new Uint8Array(readFileSync(join(sharedData, orders))) },
  );
  const done = await until(
    () => api.send<{ state: string; counts: unknown }>('GET', `/imports/${made.body.id}`),
    ({ body }) => body.state !== 'running',
    { timeoutMs: 60_000 },
  );
  expect(done.body).toMatchObject({ state: 'done', counts: { created: 6919, failed: 0, references: 2357 } });

  const { page, errors, close } = await newPerson(browser, server);
  await signIn(page, seller);
  await goTo(page, '客户价值');
  const asOf = page.getByRole('textbox', { name: '截至' });
  await asOf.fill('1998-07-01');
  await asOf.press('Enter');
  await page.getByText('这一天还没有算过').waitFor();
  await page.getByRole('button', { name: '重新计算' }).click();
  await toast(page, '已重新计算').waitFor({ timeout: 60_000 });
  await page.getByText('2,357位买过的客户').waitFor();
  const matrix = await page.getByRole('table', { name: '最近一次与次数' }).getByRole('cell').allInnerTexts();
  const customers = matrix.map((text) => Number(text.split('\n')[0]?.replaceAll(',', '') ?? 0)).filter((n) => n > 0);
  expect(customers.reduce((sum, n) => sum + n, 0)).toBe(2357);
  for (const grade of ['A', 'B', 'C']) expect(await page.getByRole('img', { name: `等级${grade}` }).count()).toBeGreaterThan(0);

  const falling = page
    .getByRole('listitem')
    .filter({ hasText: /平时\d+天一单，已\d+天没有下单/ })
    .first();
  const name = await falling.getByRole('link').innerText();
  await falling.getByRole('link').click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await page.getByRole('button', { name: '建待办', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '新建待办' });
  await dialog.getByLabel('要做的事').fill('问问最近在听什么');
  await dialog.getByRole('button', { name: '建好待办' }).click();
  await toast(page, '已建待办「问问最近在听什么」').waitFor();

  expect(
    await until(
      () => place(page, '待办').innerText(),
      (text) => text.endsWith('1'),
    ),
  ).toMatch(/1$/);
  await goTo(page, '我的一天');
  const task = page.getByRole('checkbox', { name: '做完 问问最近在听什么' });
  await task.click();
  await toast(page, '待办已完成').waitFor();
  expect(
    await until(
      () => task.getAttribute('aria-checked'),
      (checked) => checked === 'true',
    ),
  ).toBe('true');
  expect(
    await until(
      () => place(page, '待办').innerText(),
      (text) => !/\d/.test(text),
    ),
  ).not.toMatch(/\d/);
  expect(errors).toEqual([]);
  await close();
});
