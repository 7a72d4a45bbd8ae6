import { createRequire } from 'node:module';
import pg from 'pg';
import { toStatement, type Sql } from './sql.ts';

/** What of pg's connection the batch needs; pg's own types leave the wire methods out. */
interface Wire {
  stream: { cork?: () => void; uncork?: () => void };
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string; values: readonly unknown[]; valueMapper: (value: unknown) => unknown }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string }): void;
  sync(): void;
  on(event: 'parseComplete', listener: () => void): void;
  off(event: 'parseComplete', listener: () => void): void;
}
interface FieldDescription {
  name: string;
  dataTypeID: number;
}
interface Prepared {
  name: string;
  columns?: Column[];
}
interface Column {
  name: string;
  parse: (text: string) => unknown;
}

export type Row = Record<string, unknown>;
export interface Result {
  rows: Row[];
  rowCount: number;
}

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as { prepareValue: (value: unknown) => unknown };

const isoInstant = (text: string) => {
  const at = text.slice(0, -3).replace(' ', 'T');
  return at.length === 19 ? `${at}.000Z` : `${at.padEnd(23, '0').slice(0, 23)}Z`;
};
const int8 = (text: string) => Number(text);
const trimZeros = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const asIs = (text: string) => text;
const parsers = new Map<number, (text: string) => unknown>([
  [20, int8],
  [1082, asIs],
  [1114, asIs],
  [1184, isoInstant],
  [1700, trimZeros],
]);
for (const [oid, parse] of parsers) pg.types.setTypeParser(oid, parse);
const parserOf = (oid: number) => parsers.get(oid) ?? (pg.types.getTypeParser(oid) as (text: string) => unknown);

/** Statements kept prepared per connection; shapes beyond this many are parsed anew each time. */
const preparedLimit = 500;
let statements = 0;
const preparedOn = new WeakMap<Wire, Map<string, Prepared>>();

/**
 * Sends several statements with one Sync: one round trip, and, where none of them begins a transaction, one implicit
 * transaction. Statements are named once per connection, their row descriptions remembered.
 */
export function runBatch(client: pg.ClientBase, queries: readonly Sql[]): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    client.query(batchSubmittable(queries, resolve, reject) as unknown as pg.Submittable);
  });
}

/** Gathers the answers of the statements in turn. */
function collector(queries: readonly Sql[], shapes: readonly Prepared[]) {
  const results: Result[] = queries.map(() => ({ rows: [], rowCount: 0 }));
  let current = 0;
  return {
    results,
    handleRowDescription(message: { fields: FieldDescription[] }) {
      const shape = shapes[current];
      if (shape) shape.columns = message.fields.map((f) => ({ name: f.name, parse: parserOf(f.dataTypeID) }));
    },
    handleDataRow(message: { fields: (string | null)[] }) {
      const columns = shapes[current]?.columns ?? [];
      const row: Row = {};
      for (let i = 0; i < columns.length; i++) {
        const { name, parse } = columns[i] as Column;
        const text = message.fields[i];
        row[name] = text == null ? null : parse(text);
      }
      results[current]?.rows.push(row);
    },
    handleCommandComplete(message: { text: string }) {
      const result = results[current];
      if (result) result.rowCount = Number(/(\d+)$/.exec(message.text)?.[1] ?? 0);
      current++;
    },
    handleEmptyQuery() {
      current++;
    },
    handlePortalSuspended() {},
    handleCopyInResponse() {},
    handleCopyData() {},
  };
}

function batchSubmittable(queries: readonly Sql[], resolve: (results: Result[]) => void, reject: (error: Error) => void) {
  const shapes: Prepared[] = [];
  const parsing: string[] = [];
  const { results, ...reading } = collector(queries, shapes);
  let wire: Wire | undefined;
  let failure: Error | undefined;
  const onParsed = () => void parsing.shift();
  const finish = () => {
    wire?.off('parseComplete', onParsed);
    const known = wire && preparedOn.get(wire);
    for (const text of parsing) known?.delete(text);
  };
  return {
    ...reading,
    /** pg sets its own when this is empty. */
    callback: () => {},
    submit(connection: Wire) {
      wire = connection;
      const known = preparedOn.get(connection) ?? new Map<string, Prepared>();
      preparedOn.set(connection, known);
      connection.on('parseComplete', onParsed);
      connection.stream.cork?.();
      try {
        for (const query of queries) shapes.push(send(connection, known, query, parsing));
        connection.sync();
      } finally {
        connection.stream.uncork?.();
      }
      return null;
    },
    handleError(error: Error) {
      if (failure) return;
      failure = error;
      finish();
      reject(error);
    },
    handleReadyForQuery() {
      if (failure) return;
      finish();
      resolve(results);
    },
  };
}

function send(connection: Wire, known: Map<string, Prepared>, query: Sql, parsing: string[]): Prepared {
  const { text, values } = toStatement(query);
  let shape = known.get(text);
  if (!shape) {
    const keep = known.size < preparedLimit;
    shape = { name: keep ? `s${++statements}` : '' };
    if (keep) known.set(text, shape);
    connection.parse({ text, name: shape.name });
    parsing.push(text);
  }
  connection.bind({ portal: '', statement: shape.name, values, valueMapper: prepareValue });
  if (!shape.columns) connection.describe({ type: 'P', name: '' });
  connection.execute({ portal: '' });
  return shape;
}
