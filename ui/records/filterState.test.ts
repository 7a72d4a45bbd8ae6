import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFilter, toFilter, type Condition, type FilterState } from './filterState.ts';

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fc.constantFrom('name', 'custom.seats'), op: fc.constantFrom('eq', 'contains'), value: fc.string({ minLength: 1 }) }),
  fc.record({ field: fc.constantFrom('ownerId'), op: fc.constantFrom('isMe', 'isEmpty') }),
);
const join = fc.constantFrom('and' as const, 'or' as const);
const state: fc.Arbitrary<FilterState> = fc.record({
  join,
  items: fc.array(fc.oneof(condition, fc.record({ join, items: fc.array(condition, { minLength: 1 }) })), { minLength: 1 }),
});

test('a filter survives the way into a link and back', () => {
  fc.assert(
    fc.property(state, (before) => {
      expect(fromFilter(toFilter(before))).toEqual(before);
    }),
  );
});

test('an unfinished condition asks nothing', () => {
  expect(toFilter({ join: 'and', items: [{ field: 'name', op: 'contains', value: '' }] })).toBeUndefined();
});

test('a link with another shape is read as no filter', () => {
  expect(fromFilter({ some: 'orders' })).toEqual({ join: 'and', items: [] });
  expect(fromFilter('nonsense')).toEqual({ join: 'and', items: [] });
});
