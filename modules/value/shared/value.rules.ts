/** Grades of the default preset, best first. */
export const grades = ['A', 'B', 'C'] as const;

export interface GradeShares {
  a: number;
  b: number;
}

/** Shares of twelve months' revenue, in percent: the first 80 are A's, the next 15 B's. */
export const defaultShares: GradeShares = { a: 80, b: 15 };

export function gradeShares(settings: Record<string, unknown>): GradeShares {
  const given = settings['gradeShares'];
  if (!Array.isArray(given) || given.length !== 2) return defaultShares;
  const [a, b] = given.map(Number);
  return a !== undefined && b !== undefined && a > 0 && b >= 0 && a + b <= 100 ? { a, b } : defaultShares;
}

/** Gaps between purchase days that a rhythm needs at least. */
export const gapsForRhythm = 3;

/**
 * A silence is unusual for a customer's own rhythm when it is longer than twice the median gap between purchase days
 * and longer than nine in ten of those gaps (the 90th percentile, linearly interpolated).
 */
export const unusualSilence = { timesMedian: 2, percentile: 0.9 } as const;
