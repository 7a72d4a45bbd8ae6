import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, password } from './support/api.ts';
import { goTo, launchBrowser, newPerson, toast, until } from './support/browser.ts';
import { isAbsent, sharedData, startServer, type RunningServer } from './support/server.ts';

const companies = 'chinese-companies/listed_companies.csv';
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

test.skipIf(isAbsent(companies))('a new company is set up, brings 3,005 listed companies, finds one, changes it and takes the change back', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await page.goto(server.setupUrl);
  await page.getByLabel('公司名称').fill('华东仪器');
  await page.getByLabel('姓名').fill(administrator.name);
  await page.getByLabel('邮箱').fill(administrator.email);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '开始使用' }).click();
  await page.getByRole('button', { name: '导入客户' }).click();

  await page.getByLabel('选文件').setInputFiles(join(sharedData, companies));
  await page.getByRole('table', { name: '列的对应' }).waitFor();
  await page.getByRole('button', { name: '试运行' }).click();
  await page.getByRole('button', { name: /^导入[\d,]+行$/ }).click({ timeout: 60_000 });
  const seeList = page.getByRole('button', { name: '看客户' });
  await seeList.waitFor({ timeout: 60_000 });
  expect(await page.getByRole('complementary').innerText()).toMatch(/新建\s*3,005\s*更新已有\s*0\s*跳过\s*0\s*有错，不导入\s*0/);
  await seeList.click();
  await page.getByText('3,005位', { exact: true }).waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索或执行' }).fill('华联瓷业');
  await page.getByRole('option', { name: /湖南华联瓷业股份有限公司/ }).click();
  await page.getByRole('heading', { name: '湖南华联瓷业股份有限公司' }).waitFor();

  await page.getByRole('button', { name: '改简称' }).click();
  await page.getByRole('textbox', { name: '简称' }).fill('华联瓷业');
  await page.getByRole('textbox', { name: '简称' }).press('Enter');
  await toast(page, '已改「湖南华联瓷业股份有限公司」的简称').waitFor();
  await page.getByRole('button', { name: '变更历史' }).click();
  const history = page.getByRole('list', { name: '变更历史' });
  await history.getByText('华联瓷业', { exact: true }).waitFor();
  expect(await history.getByRole('listitem').first().innerText()).toMatch(/王丽 修改[\s\S]*简称\s*华瓷股份\s*→\s*华联瓷业/);

  await history.getByRole('listitem').first().getByRole('button', { name: '撤销这一次' }).click();
  await toast(page, '已撤销').waitFor();
  expect(
    await until(
      () => page.getByRole('button', { name: '改简称' }).innerText(),
      (text) => text === '华瓷股份',
    ),
  ).toBe('华瓷股份');
  expect(
    await until(
      () => history.getByRole('listitem').count(),
      (n) => n === 3,
    ),
  ).toBe(3);

  await goTo(page, '导入');
  await page.getByRole('listitem').filter({ hasText: 'listed_companies.csv' }).getByText('已导入').waitFor();
  expect(errors).toEqual([]);
  await close();
});
