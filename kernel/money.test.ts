import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minorDigits, minorToMoney, moneyToMinor, multiplyMoney } from './money.ts';

test.each([
  ['CNY', 2],
  ['TWD', 2],
  ['HKD', 2],
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['VND', 0],
  ['KWD', 3],
  ['BHD', 3],
])('%s has %i digits after the point', (currency, digits) => expect(minorDigits(currency)).toBe(digits));

test.each([
  ['1234.50', 'CNY', 123450],
  ['1234.5', 'CNY', 123450],
  ['1234', 'CNY', 123400],
  ['-0.01', 'CNY', -1],
  ['0', 'CNY', 0],
  ['-0.00', 'CNY', 0],
  ['1234', 'JPY', 1234],
  ['1.234', 'KWD', 1234],
  ['007', 'JPY', 7],
  ['1.005', 'CNY', undefined],
  ['1.5', 'JPY', undefined],
  ['', 'CNY', undefined],
  ['abc', 'CNY', undefined],
  ['1e3', 'CNY', undefined],
  ['1,000', 'CNY', undefined],
  ['.5', 'CNY', undefined],
  ['90071992547409.91', 'CNY', 9007199254740991],
  ['90071992547409.92', 'CNY', undefined],
])('"%s" %s is %s in minor units', (text, currency, minor) => expect(moneyToMinor(text, currency)).toBe(minor));

test('money written and read again is the same amount', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('CNY', 'JPY', 'KWD', 'CLF', 'EUR'), (minor, currency) => {
      expect(moneyToMinor(minorToMoney(minor, currency), currency)).toBe(minor === 0 ? 0 : minor);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [100, '0.005', 1],
  [-100, '0.005', -1],
  [12345, '3', 37035],
  [1, '0.4', 0],
  [-1, '0.4', 0],
  [9007199254740991, '1.000000', 9007199254740991],
  [9007199254740991, '0.333333', 3002396749180579],
  [333, '0.333333', 111],
])('%i times %s is %i', (minor, factor, product) => expect(multiplyMoney(minor, factor)).toBe(product));

test('a product beyond exact integers is refused', () => {
  expect(() => multiplyMoney(9007199254740991, '2')).toThrow('money.out_of_range');
});

test('multiplying by one changes nothing and the sign carries over', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 999_999 }), (minor, micro) => {
      const factor = `0.${String(micro).padStart(6, '0')}`;
      expect(multiplyMoney(minor, '1')).toBe(minor === 0 ? 0 : minor);
      expect(multiplyMoney(-minor, factor) + multiplyMoney(minor, factor)).toBe(0);
    }),
  );
});
