import { pipeline, Readable } from 'node:stream';
import { stringify, type Options } from 'csv-stringify';

/** CSV line by line; with a mark, for Excel takes a file without one for the local encoding and breaks Chinese. A failing source ends the stream with its error. */
export function streamCsv(header: readonly string[], rows: AsyncIterable<string[]>, options: Pick<Options, 'escape_formulas'> = {}): Readable {
  const csv = stringify({ header: true, columns: [...header], bom: true, ...options });
  pipeline(Readable.from(rows), csv, (error) => void (error && csv.destroy(error)));
  return csv;
}

/** The same rows, after the first has been read: what is wrong with the request shows before an answer has begun. */
export async function begun<T>(rows: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await rows.next();
  return (async function* all() {
    if (first.done) return;
    yield first.value;
    yield* rows;
  })();
}
