import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomers, administrator, password, setUpByApi } from './support/api.ts';
import { goTo, launchBrowser, newPerson, signIn, toast, until } from './support/browser.ts';
import { startServer, type RunningServer } from './support/server.ts';

const provinces = ['浙江', '江苏', '广东', '四川', '湖北'];
const industries = ['仪器', '软件', '化工'];
/** 1,500: each province 300, each industry 500, each pair of them 100. */
const customers = Array.from({ length: 1500 }, (_, i) => ({
  code: `C${String(i + 1).padStart(4, '0')}`,
  name: `第${String(i + 1).padStart(4, '0')}公司`,
  kind: 'company',
  province: provinces[i % 5],
  industry: industries[i % 3],
  employees: i + 1,
}));

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  server = await startServer();
  await addCustomers(await setUpByApi(server), customers);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const grid = (page: Page) => page.getByRole('grid', { name: '客户' });
const shown = (page: Page, text: string) => page.locator('footer').getByText(text, { exact: true }).waitFor();

async function openList(page: Page) {
  await goTo(page, '客户');
  await shown(page, '1,500位');
  await page.getByRole('columnheader', { name: '客户代码' }).click();
  await grid(page).getByRole('gridcell', { name: 'C0001', exact: true }).waitFor();
}

async function addCondition(page: Page, field: string, value: string) {
  await page.keyboard.press('f');
  await page.getByRole('textbox', { name: '找字段' }).fill(field);
  await page.getByRole('menu', { name: '筛选' }).getByRole('menuitem', { name: field, exact: true }).click();
  await page.getByRole('textbox', { name: '值' }).fill(value);
  await page.getByRole('textbox', { name: '值' }).press('Enter');
  await page.getByRole('textbox', { name: '值' }).waitFor({ state: 'hidden' });
}

test('1,500 customers are scrolled to the last one by the keyboard and sorted both ways', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await signIn(page);
  await openList(page);
  await grid(page).getByRole('gridcell', { name: 'C0001', exact: true }).click();
  const rows = await until(
    async () => {
      await page.keyboard.press('Control+End');
      return Number(await grid(page).getAttribute('aria-rowcount'));
    },
    (n) => n === 1501,
  );
  expect(rows).toBe(1501);
  await page.keyboard.press('Control+End');
  await grid(page).getByRole('gridcell', { name: 'C1500', exact: true }).waitFor();
  await page.keyboard.press('Control+Home');
  await grid(page).getByRole('gridcell', { name: 'C0001', exact: true }).waitFor();
  await page.getByRole('columnheader', { name: '客户代码' }).click();
  await grid(page).getByRole('gridcell', { name: 'C1500', exact: true }).waitFor();
  expect(errors).toEqual([]);
  await close();
});

test('conditions joined by and, then by or, narrow the list; columns are chosen; a cell is edited in place', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await signIn(page);
  await openList(page);
  await addCondition(page, '省份', '浙江');
  await shown(page, '300位');
  await addCondition(page, '行业', '软件');
  await shown(page, '100位');
  await page.getByRole('group', { name: '筛选条件' }).getByRole('button', { name: '且' }).click();
  await shown(page, '700位');
  expect(new URL(page.url()).searchParams.get('filter')).toContain('"or"');
  await page.reload();
  await shown(page, '700位');
  await page.getByRole('button', { name: '去掉全部条件' }).click();
  await shown(page, '1,500位');

  await page.getByRole('button', { name: /列$/ }).click();
  await page.getByRole('menu', { name: '显示哪些列' }).getByRole('menuitemcheckbox', { name: '员工人数' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: '员工人数' }).waitFor();

  await page
    .getByRole('textbox', { name: '在列表里找' })
    .or(page.getByRole('searchbox', { name: '在列表里找' }))
    .fill('C0007');
  await shown(page, '1位');
  await grid(page)
    .getByRole('row')
    .nth(1)
    .getByRole('gridcell', { name: '软件', exact: true })
    .or(grid(page).getByRole('row').nth(1).getByRole('gridcell', { name: '仪器', exact: true }))
    .click();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: '行业' }).fill('光学');
  await page.keyboard.press('Enter');
  await toast(page, '已改「第0007公司」的行业').waitFor();
  await grid(page).getByRole('gridcell', { name: '光学', exact: true }).waitFor();
  await page.reload();
  await grid(page).getByRole('gridcell', { name: '光学', exact: true }).waitFor();
  expect(errors).toEqual([]);
  await close();
});

test('chosen rows go to the recycle bin, come back by undo, go again and are restored; what is chosen is exported', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await signIn(page);
  await openList(page);
  const bulk = page.getByRole('toolbar', { name: '对选中的行' });
  for (const n of ['0001', '0002', '0003']) await page.getByRole('checkbox', { name: `选中第${n}公司` }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), bulk.getByRole('link', { name: '导出' }).click()]);
  expect(download.suggestedFilename()).toBe('customers.xlsx');
  expect(
    readFileSync(await download.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');

  await bulk.getByRole('button', { name: '删除' }).click();
  await toast(page, '已把3位放进回收站').waitFor();
  await shown(page, '1,497位');
  await toast(page, '已把3位放进回收站').getByRole('button', { name: '撤销' }).click();
  await toast(page, '已撤销').waitFor();
  await shown(page, '1,500位');

  for (const n of ['0001', '0002']) await page.getByRole('checkbox', { name: `选中第${n}公司` }).click();
  await bulk.getByRole('button', { name: '删除' }).click();
  await shown(page, '1,498位');
  await page.getByRole('button', { name: '我的菜单' }).click();
  await page.getByRole('menuitem', { name: '回收站' }).click();
  await shown(page, '2位');
  await page.getByRole('checkbox', { name: '全选已取的行' }).click();
  await bulk.getByRole('button', { name: '恢复' }).click();
  await toast(page, '已恢复2位').waitFor();
  await page.getByText('没有符合的客户').or(page.getByText('还没有客户')).first().waitFor();
  await goTo(page, '客户');
  await shown(page, '1,500位');
  expect(errors).toEqual([]);
  await close();
});

test('who signs out is out; a wrong password is said in words; the right one opens the door', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await signIn(page);
  await page.getByRole('button', { name: '我的菜单' }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByRole('heading', { name: '登录知客' }).waitFor();
  await page.goto('/customers');
  await page.getByRole('heading', { name: '登录知客' }).waitFor();
  await page.getByLabel('邮箱').fill(administrator.email);
  await page.getByLabel('密码').fill('wrong password');
  await page.getByRole('button', { name: '登录' }).click();
  expect(await page.getByRole('alert').innerText()).toBe('邮箱或密码不对');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  expect(errors).toEqual([]);
  await close();
});
