import { sql } from '#kernel/db/sql.ts';
import { execute } from '#platform/context/server/execute.ts';
import { addCounts, noCounts, type ImportCounts, type ImportEnv } from './importEnv.ts';
import type { StoredProblem } from './importRun.ts';
import { keysOfRow, type ImportRow } from './parseRow.ts';
import { forEachAtOnce, readBatches, type Batch } from './readBatches.ts';
import type { Table } from './readTable.ts';
import { takeChunk, type WaitingRow } from './takeChunk.ts';

const keptProblems = 100;
const reportEvery = 8;

interface Check {
  counts: ImportCounts;
  problems: StoredProblem[];
  names: Map<string, number>;
  waiting: WaitingRow[];
  repeated: ImportRow[];
  known: Set<string>;
}

/** The dry run: every row read, checked and compared with what is there; nothing written but its result. */
export async function checkImport(env: ImportEnv, { table, onProgress }: { table: Table; onProgress: (counts: ImportCounts) => void }) {
  const check: Check = { counts: noCounts(), problems: [], names: new Map(), waiting: [], repeated: [], known: new Set() };
  let batches = 0;
  await forEachAtOnce(readBatches(table, env.plan, { currency: env.session.organisation.currency, finished: [], isParallel: true }), 2, async (batch) => {
    await checkBatch(env, batch, check);
    onProgress(check.counts);
    batches += 1;
    if (batches % reportEvery === 0) await save(env, check, false);
  });
  for (const row of check.repeated) takeRepeated(env, row, check);
  takeWaiting(check);
  check.problems.sort((a, b) => a.row - b.row);
  await save(env, check, true);
}

async function checkBatch(env: ImportEnv, batch: Batch, check: Check) {
  const { services, session, importId } = env;
  const outcome = await execute(services, session, { via: 'import', viaId: importId, isCommand: false }, (ctx) =>
    takeChunk(ctx, env, batch.rows, { mayWait: true, isLater: false }),
  );
  if (env.plan.refersToItself) for (const row of [...batch.rows, ...batch.repeated]) if (!row.problems.length) countNames(env, row, check.names);
  addCounts(check.counts, outcome.counts);
  check.waiting.push(...outcome.waiting);
  for (const { row, errors } of outcome.failures)
    keep(
      check,
      errors.map((error) => ({ ...error, row })),
    );
  check.repeated.push(...batch.repeated);
  for (const key of outcome.known) check.known.add(key);
}

function keep(check: Check, problems: StoredProblem[]) {
  check.problems.push(...problems.slice(0, Math.max(0, keptProblems - check.problems.length)));
}

/** A second row with the same unique value meets the record of the first, or becomes one of its own under another name. */
function takeRepeated({ plan }: ImportEnv, row: ImportRow, check: Check) {
  check.counts.rows += 1;
  if (plan.onDuplicate === 'skip' && row.isNamesake && !keysOfRow(plan, row).some((key) => check.known.has(key))) {
    check.counts.created += 1;
    return;
  }
  if (plan.onDuplicate !== 'create') {
    check.counts[plan.onDuplicate === 'skip' ? 'skipped' : 'updated'] += 1;
    return;
  }
  check.counts.failed += 1;
  keep(check, [{ row: row.row, path: plan.keys[0]?.[0] ?? '', code: 'field.not_unique' }]);
}

/** By what other rows of the file may call the record of this one. */
function countNames({ plan }: ImportEnv, { values }: ImportRow, names: Map<string, number>) {
  const fields = new Set(plan.columns.flatMap((c) => (c.reference?.target.name === plan.object.name ? c.reference.by : [])));
  for (const text of new Set([...fields].map((field) => values[field]).filter((value) => typeof value === 'string')))
    names.set(text, (names.get(text) ?? 0) + 1);
}

function takeWaiting(check: Check) {
  for (const { row, problem } of check.waiting) {
    const count = check.names.get(problem.value ?? '') ?? 0;
    check.counts.rows += 1;
    check.counts[count === 1 ? 'created' : 'failed'] += 1;
    if (count !== 1) keep(check, [{ ...problem, row, code: count ? 'import.reference_ambiguous' : problem.code, ...(count ? { details: { count } } : {}) }]);
  }
}

const save = ({ services, session, importId }: ImportEnv, { counts, problems }: Check, isDone: boolean) =>
  execute(services, session, { via: 'job', isCommand: true }, async (ctx) =>
    ctx.db.write(sql`update app.import_run set counts = ${JSON.stringify(counts)}::jsonb, problems = ${JSON.stringify(problems)}::jsonb,
    state = ${isDone ? 'checked' : 'checking'}, total_rows = coalesce(${isDone ? counts.rows : null}::int8, total_rows) where tenant_id = ${ctx.tenantId}::uuid and id = ${importId}::uuid and state = 'checking'`),
  );
