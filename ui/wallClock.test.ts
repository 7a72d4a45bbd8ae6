import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromWallClock, toWallClock } from './wallClock.ts';

test('an instant keeps its minute on the way into an input and back', () => {
  const minutes = fc.integer({ min: 0, max: 40_000_000 });
  fc.assert(
    fc.property(minutes, fc.constantFrom('Asia/Shanghai', 'Asia/Taipei', 'UTC', 'Asia/Kolkata'), (minute, zone) => {
      const at = new Date(Date.UTC(1992, 0, 1) + ((minute * 60_000) % (30 * 365 * 86_400_000))).toISOString();
      expect(fromWallClock(toWallClock(at, zone), zone)).toBe(at);
    }),
  );
});
