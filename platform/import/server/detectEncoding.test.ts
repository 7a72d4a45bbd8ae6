import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { countHeaderRows, detectDelimiter } from './detectDelimiter.ts';
import { detectEncoding } from './detectEncoding.ts';

const simplified = '编号,客户名称,联系电话\n1,长沙银行股份有限公司,0731-89934772\n2,上海机场（集团）有限公司,021-96990\n';
const traditional = '編號,客戶名稱,聯絡電話\n1,臺灣積體電路製造股份有限公司,03-5636688\n2,鴻海精密工業股份有限公司,02-22683466\n';

test.each([
  ['UTF-8', 'utf-8', iconv.encode(simplified, 'utf-8')],
  ['UTF-8 with a mark', 'utf-8', iconv.encode(simplified, 'utf-8', { addBOM: true })],
  ['GB18030', 'gb18030', iconv.encode(simplified, 'gb18030')],
  ['Big5', 'big5', iconv.encode(traditional, 'big5')],
  ['UTF-16 LE', 'utf-16le', iconv.encode(simplified, 'utf-16le')],
  ['UTF-16 BE', 'utf-16be', iconv.encode(simplified, 'utf-16be')],
  ['UTF-16 LE with a mark', 'utf-16le', iconv.encode(simplified, 'utf-16le', { addBOM: true })],
  ['Windows 1252', 'windows-1252', iconv.encode('id,name\n1,José Müller\n2,Café Zoë\n', 'windows-1252')],
  ['ASCII', 'utf-8', Buffer.from('id,name\n1,Acme\n')],
  ['nothing', 'utf-8', Buffer.alloc(0)],
])('a file in %s is recognised', (_name, encoding, bytes) => expect(detectEncoding(bytes)[0]?.encoding).toBe(encoding));

test('UTF-8 cut inside a character is still UTF-8', () => {
  const bytes = Buffer.from('名称,长沙银行股份有限公司');
  for (const cut of [1, 2, 3]) expect(detectEncoding(bytes.subarray(0, bytes.length - cut))[0]).toMatchObject({ encoding: 'utf-8', reason: 'wellFormed' });
});

test('the other encodings stay on offer, less sure', () => {
  const ranked = detectEncoding(iconv.encode(simplified, 'gb18030'));
  expect(ranked.map(({ encoding }) => encoding)).toContain('big5');
  expect(ranked[0]?.confidence ?? 0).toBeGreaterThan((ranked[1]?.confidence ?? 0) + 0.1);
});

test.each([
  [',', 'a,b,c\n1,2,3\n4,5,6'],
  ['\t', 'a\tb\tc\n1,5\t2\t3\n4\t5,5\t6'],
  [';', 'a;b\n1,5;2\n2,5;3\n'],
  ['|', 'a|b\n1|2\n'],
  [',', 'name,note\n"x;y;z","one\ntwo, three"\nb,c\n'],
  [' ', ' 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n'],
  [',', '张三\n李四\n'],
  [',', 'John Smith\nJane Doe\n'],
])('the delimiter is %j in %j', (delimiter, text) => expect(detectDelimiter(text)).toBe(delimiter));

test.each([
  [
    'names above numbers',
    [
      ['account', 'revenue'],
      ['Acme', '1100.04'],
      ['Bluth', '5'],
    ],
    1,
  ],
  [
    'only data',
    [
      ['00004', '19970101', '29.33'],
      ['00005', '19970102', '1.00'],
    ],
    0,
  ],
  ['a title above the header', [['2024 customers'], ['name', 'phone', 'city'], ['Acme', '021-96990', 'x'], ['Bluth', '021-96991', 'y']], 2],
  ['one column of names', [['阿灿'], ['佐泰']], 0],
  ['one column with a header', [['公司名称'], ['佐泰']], 1],
  ['nothing', [], 0],
])('%s: rows before the data', (_case, rows, count) => expect(countHeaderRows(rows)).toBe(count));
