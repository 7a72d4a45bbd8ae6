import type { ImportPlan } from './planImport.ts';
import { keysOfRow, parseRow, type ImportRow } from './parseRow.ts';
import type { Table } from './readTable.ts';

/** Rows first to last of the file, as far as they are wanted. */
export interface Batch {
  first: number;
  last: number;
  rows: ImportRow[];
  /** Rows whose unique value an earlier batch holds: they wait for the next pass, when that one is in. */
  repeated: ImportRow[];
}

export interface RowRange {
  first: number;
  last: number;
}

export interface BatchOptions {
  currency: string;
  /** Finished before, in order. */
  finished: readonly RowRange[];
  /** Only these rows of the file; all when absent. */
  only?: ReadonlySet<number>;
  /** Earlier batches run at the same time as later ones, so that repeated rows have to wait. */
  isParallel: boolean;
}

const batchRows = 1500;
const batchCharacters = 8 * 2 ** 20;

/** The file in pieces for one transaction each. Keeps unique values and their names in memory, never rows. */
export async function* readBatches(table: Table, plan: ImportPlan, options: BatchOptions): AsyncGenerator<Batch> {
  const collector = makeCollector();
  const isFinished = inRanges(options.finished);
  for await (const raw of table.rows()) {
    const isDone = isFinished(raw.row);
    const isWanted = !isDone && (options.only?.has(raw.row) ?? true);
    if (isDone) yield* collector.take();
    if (!isWanted && !options.isParallel) continue;
    const row = parseRow(plan, raw, options.currency);
    const before = options.isParallel && !row.problems.length ? collector.before(keysOfRow(plan, row), titleOf(plan, row)) : undefined;
    if (isWanted) collector.add({ ...row, isNamesake: before === 'namesake' }, before !== undefined);
    if (collector.isFull()) yield* collector.take();
  }
  yield* collector.take();
}

const titleOf = ({ object }: ImportPlan, { values }: ImportRow) => String(values[object.titleField] ?? '');

/** For ascending rows. */
function inRanges(ranges: readonly RowRange[]): (row: number) => boolean {
  let at = 0;
  return (row) => {
    while ((ranges[at]?.last ?? Number.POSITIVE_INFINITY) < row) at += 1;
    return (ranges[at]?.first ?? Number.POSITIVE_INFINITY) <= row;
  };
}

function makeCollector() {
  const seen = new Map<string, string>();
  let own = new Map<string, string>();
  let batch: Batch | undefined;
  let characters = 0;
  return {
    isFull: () => batch !== undefined && (batch.rows.length + batch.repeated.length >= batchRows || characters > batchCharacters),
    /** Does an earlier batch hold one of these values, under this name or another? Those of this batch are told apart when it is taken. */
    before(keys: readonly string[], title: string): 'same' | 'namesake' | undefined {
      for (const key of keys) own.set(key, title);
      const titles = keys.flatMap((key) => seen.get(key) ?? []);
      if (!titles.length) return undefined;
      return titles.includes(title) ? 'same' : 'namesake';
    },
    add(row: ImportRow, isRepeated: boolean) {
      batch ??= { first: row.row, last: row.row, rows: [], repeated: [] };
      batch.last = row.row;
      (isRepeated ? batch.repeated : batch.rows).push(row);
      for (const cell of row.cells) characters += cell.length;
    },
    take(): Batch[] {
      const taken = batch ? [batch] : [];
      for (const [key, title] of own) if (!seen.has(key)) seen.set(key, title);
      own = new Map();
      batch = undefined;
      characters = 0;
      return taken;
    },
  };
}

/** Works on several items at once, in order of their coming; the first failure ends it after those under way. */
export async function forEachAtOnce<T>(items: AsyncIterable<T>, atOnce: number, work: (item: T) => Promise<void>) {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    const one = work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(one));
    running.add(one);
    if (running.size >= atOnce) await Promise.race(running);
    if (failures.length) break;
  }
  await Promise.all(running);
  if (failures.length) throw failures[0];
}
