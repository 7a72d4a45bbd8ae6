import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from './foldChinese.ts';
import { fullPinyin, initialsOf, pinyinSortKey } from './pinyin.ts';
import { phoneDigits, queryTokens, searchTokens } from './tokens.ts';

test.each([
  ['臺灣積體電路製造股份有限公司', '台湾积体电路制造股份有限公司'],
  ['  ＡＢＣ　Ltd.  ', 'abc ltd.'],
  ['裡面 峰 群 綫', '里面 峰 群 线'],
  ['什么', '什么'],
])('"%s" is searched as "%s"', (text, folded) => expect(fold(text)).toBe(folded));

test('folded text stays as it is when folded again', () => {
  const character = fc.integer({ min: 0x3400, max: 0x9fff }).map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.array(fc.oneof(character, fc.string()), { maxLength: 8 }), (pieces) => {
      const once = fold(pieces.join(''));
      expect(fold(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['长沙', ['cs', 'zs']],
  ['長沙', ['cs', 'zs']],
  ['曾国藩', ['zgf', 'cgf']],
  ['Acme 公司', ['acmegs']],
  ['AT&T', ['att']],
  ['7-Eleven便利店', ['7elevenbld', '7elevenpld']],
  ['', []],
])('%s is found by the initials %j', (name, initials) => expect(initialsOf(name)).toEqual(initials));

test('a name with many polyphones has four variants, the likeliest first', () => {
  expect(initialsOf('重庆长安汽车')).toHaveLength(4);
  expect(initialsOf('重庆长安汽车')[0]).toBe('cqcaqc');
  expect(initialsOf('长沙银行股份有限公司')).toContain('csyhgfyxgs');
});

test('full pinyin has all readings', () => expect(fullPinyin('长沙')).toEqual(['changsha', 'zhangsha']));

test('names sort by the syllables of their reading in context', () => {
  expect(['先锋', '西安', '长沙', '张三', '阿里', 'Beta'].sort((a, b) => (pinyinSortKey(a) < pinyinSortKey(b) ? -1 : 1))).toEqual([
    '阿里',
    'Beta',
    '长沙',
    '西安',
    '先锋',
    '张三',
  ]);
  expect(pinyinSortKey('单雄信', { person: true })).toBe('shan xiong xin');
  expect(pinyinSortKey('重庆银行')).toBe('chong qing yin hang');
});

test.each([
  ['+86 138-1234-5678', ['13812345678']],
  ['008613812345678', ['13812345678']],
  ['010-12345678转12', ['01012345678']],
  ['+1-800-633-0738|400-699-8888', ['18006330738', '4006998888']],
  ['95588', ['95588']],
  ['无', []],
])('%s is the number %j', (text, digits) => expect(phoneDigits(text)).toEqual(digits));

test.each([
  ['京', 'han', ['京'], []],
  ['臺北市', 'han', ['台北', '北市'], []],
  ['beijing acme', 'latin', ['be', 'ei', 'ij', 'ji', 'in', 'ng', 'ac', 'cm', 'me'], []],
  ['北京 acme', 'mixed', ['北京', 'ac', 'cm', 'me'], []],
  ['a', 'latin', [], []],
  ['5678', 'digits', ['#5678'], ['56', '67', '78']],
  ['1381234', 'digits', ['#1381234'], ['13', '38', '81', '12', '23', '34']],
  ['138-1234-5678', 'digits', ['#13812345678'], ['13', '38', '81', '12', '23', '34', '45', '56', '67', '78']],
])('the query "%s" is %s and needs %j', (query, kind, tokens, orTokens) => expect(queryTokens(query)).toMatchObject({ kind, tokens, orTokens }));

test('any part of a name of two characters or more finds it', () => {
  const letters = fc.constantFrom(...'北京长沙银行股份有限公司臺灣國際貿易abcXYZ019 .&-（）');
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 2, maxLength: 20 }).map((each) => each.join('')),
      fc.nat(),
      fc.nat(),
      (name, a, b) => {
        const from = a % name.length;
        const part = name.slice(from, from + 2 + (b % name.length));
        const held = new Set(searchTokens({ name: [name], phones: [], other: [] }));
        const { tokens, orTokens, kind } = queryTokens(part);
        expect((kind === 'digits' && orTokens.length > 0 ? orTokens : tokens).filter((token) => !held.has(token))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test('a phone number is found whole, by its first seven and by its last four digits, however it is written', () => {
  const held = searchTokens({ name: [], phones: ['+86 138 1234 5678'], other: [] });
  for (const query of ['13812345678', '86 13812345678', '1381234', '138-123-45', '5678']) {
    expect(held).toEqual(expect.arrayContaining(queryTokens(query).tokens));
  }
});
