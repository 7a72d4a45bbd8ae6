import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomers, setUpByApi } from './support/api.ts';
import { launchBrowser, newPerson, signIn, toast, until } from './support/browser.ts';
import { startServer, type RunningServer } from './support/server.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  server = await startServer();
  await addCustomers(
    await setUpByApi(server),
    Array.from({ length: 120 }, (_, i) => ({ code: `P${i}`, name: `手机客户${String(i).padStart(3, '0')}`, kind: 'company', phone: '13800000000' })),
  );
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('on a phone one looks at the day, finds a customer, writes down a visit and sees who changed what', async () => {
  const { page, errors, close } = await newPerson(browser, server, phone);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await signIn(page);
  const tabs = page.getByRole('navigation', { name: '主导航' });
  for (const tab of await tabs.getByRole('button').all()) {
    const box = await tab.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), await tab.innerText()).toBeGreaterThanOrEqual(44);
  }
  expect(await overflow()).toBeLessThanOrEqual(0);

  await tabs.getByRole('button', { name: '客户' }).tap();
  const list = page.getByRole('list', { name: '客户' });
  await list.getByRole('listitem').first().waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole('searchbox', { name: '在列表里找' }).fill('手机客户042');
  await until(
    () => list.getByRole('listitem').count(),
    (n) => n === 1,
  );
  await list.getByRole('button', { name: /手机客户042/ }).tap();
  await page.getByRole('heading', { name: '手机客户042' }).waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await page.getByRole('link', { name: '打电话' }).getAttribute('href')).toMatch(/^tel:/);

  await page.getByRole('textbox', { name: '记一笔互动' }).tap();
  await page.getByRole('textbox', { name: '记一笔互动' }).fill('去看了新厂房');
  await page.getByRole('radio', { name: '拜访' }).tap();
  await page.getByRole('button', { name: '记下' }).tap();
  await toast(page, '已建互动记录「去看了新厂房」').waitFor();
  await page.getByRole('list', { name: '时间线' }).getByText('去看了新厂房').waitFor();
  await page.getByRole('tab', { name: '资料' }).tap();
  await page.getByText('P42', { exact: true }).waitFor();
  await page.getByRole('button', { name: '变更历史' }).tap();
  await page.getByRole('list', { name: '变更历史' }).getByText(/新建/).waitFor();

  await tabs.getByRole('button', { name: '更多' }).tap();
  await page.getByRole('button', { name: '线索' }).tap();
  await page.getByRole('heading', { name: '线索', exact: true }).waitFor();
  await tabs.getByRole('button', { name: '我的一天' }).tap();
  await page.getByText('今天的事都做完了').waitFor();
  expect(errors).toEqual([]);
  await close();
});
