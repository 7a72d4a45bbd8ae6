import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomers, administrator, password, setUpByApi, type Api } from './support/api.ts';
import { launchBrowser, newPerson, signIn } from './support/browser.ts';
import { startServer, type RunningServer } from './support/server.ts';

let server: RunningServer;
let browser: Browser;
let api: Api;

beforeAll(async () => {
  server = await startServer();
  api = await setUpByApi(server);
  await addCustomers(api, [{ code: 'L1', name: '语言公司', kind: 'company' }]);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const words = {
  'zh-CN': {
    name: '简体中文',
    navigation: '主导航',
    menu: '我的菜单',
    customers: '客户',
    grid: '客户',
    header: '客户名称',
    create: '新建客户',
    dialog: '新建客户',
    submit: '建好客户',
    required: '必填',
  },
  'zh-TW': {
    name: '繁體中文',
    navigation: '主導覽',
    menu: '我的選單',
    customers: '客戶',
    grid: '客戶',
    header: '客戶名稱',
    create: '新增客戶',
    dialog: '新增客戶',
    submit: '建立客戶',
    required: '必填',
  },
  en: {
    name: 'English',
    navigation: 'Main navigation',
    menu: 'My menu',
    customers: 'Customers',
    grid: 'Customers',
    header: 'Name',
    create: 'New customer',
    dialog: 'New customer',
    submit: 'Create customer',
    required: 'Required',
  },
};
type Words = (typeof words)[keyof typeof words];
/** What a message looks like that has no words. */
const rawKey = /\b[a-z]+\.[a-zA-Z.]+\b/;

async function expectWords(page: Page, own: Words) {
  const navigation = page.getByRole('navigation', { name: own.navigation });
  await navigation.getByRole('link', { name: own.customers, exact: true }).click();
  await page.getByRole('grid', { name: own.grid }).waitFor();
  const headers = await page.getByRole('columnheader').allInnerTexts();
  expect(headers).toContain(own.header);
  for (const text of [...headers, await navigation.innerText(), await page.getByRole('main').innerText()]) expect(text).not.toMatch(rawKey);
  await page.getByRole('button', { name: own.create }).click();
  const dialog = page.getByRole('dialog', { name: own.dialog });
  await dialog.getByRole('button', { name: own.submit }).click();
  await dialog.getByRole('alert').filter({ hasText: own.required }).first().waitFor();
  expect(await dialog.innerText()).not.toMatch(rawKey);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

async function choose(page: Page, from: Words, to: Words) {
  await page.getByRole('button', { name: from.menu }).click();
  await page.getByRole('menuitemcheckbox', { name: to.name }).click();
  await page.getByRole('navigation', { name: to.navigation }).waitFor();
}

test('one language after another takes over navigation, headers, forms and errors at once', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await signIn(page);
  await expectWords(page, words['zh-CN']);
  await choose(page, words['zh-CN'], words['zh-TW']);
  await expectWords(page, words['zh-TW']);
  await choose(page, words['zh-TW'], words.en);
  await expectWords(page, words.en);
  await page.reload();
  await page.getByRole('navigation', { name: words.en.navigation }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(errors).toEqual([]);
  await close();
});

test('no page shows the key of a message instead of words', async () => {
  const { page, errors, close } = await newPerson(browser, server);
  await page.addInitScript(() => localStorage.setItem('zhike.language', '"en"'));
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(administrator.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const navigation = page.getByRole('navigation', { name: words.en.navigation });
  await navigation.waitFor();
  const paths = await navigation.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(paths.length).toBeGreaterThan(9);
  const { body } = await api.send<{ items: { id: string }[] }>('GET', '/customers?fields=id');
  const settings = ['organisation', 'members', 'departments', 'api-keys', 'demo'].map((tab) => `/settings/${tab}`);
  for (const path of [...paths, `/customers/${body.items[0]?.id}`, '/customers?bin=true', '/nowhere', ...settings]) {
    await page.goto(path);
    await navigation.waitFor();
    await page.locator('.sk-row').first().waitFor({ state: 'hidden' });
    const text = (await page.getByRole('main').innerText()).replaceAll(/\S+@\S+|https?:\S+/g, '');
    expect(text, path).not.toMatch(rawKey);
  }
  expect(errors).toEqual([]);
  await close();
});
