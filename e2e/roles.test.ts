import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomers, password, setUpByApi, type Api } from './support/api.ts';
import { goTo, launchBrowser, newPerson, signIn, until } from './support/browser.ts';
import { startServer, type RunningServer } from './support/server.ts';

let server: RunningServer;
let browser: Browser;
let api: Api;

beforeAll(async () => {
  server = await startServer();
  api = await setUpByApi(server);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function invite(page: Page): Promise<string> {
  await page.goto('/settings/members');
  await page.getByRole('button', { name: '邀请同事' }).click();
  const dialog = page.getByRole('dialog', { name: '邀请同事' });
  await dialog.getByLabel('姓名').fill('李强');
  await dialog.getByLabel('邮箱').fill('liqiang@example.com');
  await dialog.getByRole('button', { name: '生成邀请链接' }).click();
  return dialog.getByRole('textbox', { name: '把这个链接发给李强' }).inputValue();
}

interface Items {
  items: { id: string; name: string; email: string }[];
}

test('a member who joins by a link sees only the own customers, in the list, in the search and in the own day', async () => {
  const boss = await newPerson(browser, server);
  await signIn(boss.page);
  const link = await invite(boss.page);

  const members = await api.send<Items>('POST', '/members/query', {});
  const member = members.body.items.find(({ email }) => email === 'liqiang@example.com');
  await addCustomers(api, [
    { code: 'B1', name: '老板的仪器公司', kind: 'company' },
    { code: 'B2', name: '老板的化工公司', kind: 'company' },
    { code: 'M1', name: '李强的仪器公司', kind: 'company', ownerId: member?.id },
  ]);
  const found = await api.send<Items>('POST', '/customers/query', { search: 'B1', fields: ['id', 'name'] });
  const hidden = String(found.body.items[0]?.id);
  await api.send('POST', '/tasks', { title: '老板的待办', customerId: hidden });

  const { page, errors, close } = await newPerson(browser, server);
  await page.goto(link);
  await page.getByRole('heading', { name: '加入华东仪器' }).waitFor();
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '进入' }).click();
  await page.getByRole('heading', { name: '我的一天' }).waitFor();
  await page.getByText('今天的事都做完了').waitFor();
  expect(await page.getByText('老板').count()).toBe(0);

  await goTo(page, '客户');
  await page.getByRole('gridcell', { name: '李强的仪器公司', exact: true }).waitFor();
  await page.locator('footer').getByText('1位', { exact: true }).waitFor();
  expect(await page.getByText('老板的').count()).toBe(0);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索或执行' }).fill('仪器公司');
  await page.getByRole('option', { name: '李强的仪器公司' }).waitFor();
  expect(await page.getByRole('option', { name: /老板/ }).count()).toBe(0);
  await page.keyboard.press('Escape');

  await page.goto(`/customers/${hidden}`);
  await page.getByRole('alert').getByText('看不到这条记录').waitFor();
  expect(await page.getByText('老板的').count()).toBe(0);
  await goTo(page, '待办');
  await page.getByText('还没有待办').waitFor();

  await boss.page.goto(`/customers/${hidden}`);
  await boss.page.getByRole('heading', { name: '老板的仪器公司' }).waitFor();
  await goTo(boss.page, '客户');
  expect(
    await until(
      () => boss.page.locator('footer').getByText('3位', { exact: true }).count(),
      (n) => n === 1,
    ),
  ).toBe(1);
  expect([...boss.errors, ...errors]).toEqual([]);
  await close();
  await boss.close();
});

test('a link of an invitation works once', async () => {
  const invited = await api.send<{ url: string }>('POST', '/members/invite', { name: '赵敏', email: 'zhaomin@example.com', role: 'manager' });
  const { page, close } = await newPerson(browser, server);
  await page.goto(invited.body.url);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '进入' }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  await close();
  const again = await newPerson(browser, server);
  await again.page.goto(invited.body.url);
  await again.page.getByText('链接已用过或已过期，请让管理员再发一个').waitFor();
  await again.close();
});
