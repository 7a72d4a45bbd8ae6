import { Decimal } from 'decimal.js';
import { minorDigits } from '#kernel/money.ts';

export interface LineFigures {
  quantity: string;
  unitPrice: string;
  discountRate: string;
}

/** Quantity x price x (1 - discount in percent), in minor units of the currency, rounded half up once per line. */
export function lineAmount(line: LineFigures, currency: string): number {
  const net = new Decimal(line.quantity).times(line.unitPrice).times(new Decimal(100).minus(line.discountRate).div(100));
  return net
    .times(new Decimal(10).pow(minorDigits(currency)))
    .toDecimalPlaces(0, Decimal.ROUND_HALF_UP)
    .toNumber();
}

export function orderTotals(lines: readonly (LineFigures & { amount: number })[]): { amount: number; quantity: string } {
  return {
    amount: lines.reduce((sum, line) => sum + line.amount, 0),
    quantity: lines.reduce((sum, line) => sum.plus(line.quantity), new Decimal(0)).toString(),
  };
}
