import { addDays, addMonths, daysBetween } from '#kernel/dates.ts';
import { minorToMoney } from '#kernel/money.ts';
import { notFound } from '#kernel/errors.ts';
import { promisesKept, promisesOfToday, tasksOfToday } from '#modules/activities/server/public.ts';
import { purchaseDays } from '#modules/sales/server/public.ts';
import type { Row } from '#kernel/db/batch.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { findRecord } from '#platform/records/server/selectRecord.ts';
import type { z } from 'zod';
import type { FallingCustomer, GradeMove, customerValue, myDay, valueOverview } from '../shared/value.contract.ts';
import { gradeShares, grades } from '../shared/value.rules.ts';
import {
  fallingCustomers,
  fallingTotal,
  findRun,
  findValue,
  gradeMoves,
  gradesOf,
  listRuns,
  moveCounts,
  revenueBetween,
  scoreGroups,
  valueHistory,
  type FallingRow,
  type MatrixRow,
  type MoveRow,
  type RunRow,
  type ValueRow,
} from './value.sql.ts';

/** Days for which the moves of grade count as new. */
const movesForDays = 92;
const rhythmMonths = 12;

const whole = (days: string | null) => (days === null ? null : Math.round(Number(days)));

function fallingText(ctx: RequestContext, row: Pick<ValueRow, 'usualDays' | 'lastOn'>, asOf: string): string {
  return ctx.t('value.reason.falling', { usual: whole(row.usualDays), silent: row.lastOn ? daysBetween(row.lastOn, asOf) : 0 });
}

async function rhythmsOf(ctx: RequestContext, ids: readonly string[], asOf: string, currency: string) {
  const byCustomer = new Map<string, { on: string; amount: string }[]>();
  if (!ids.length) return byCustomer;
  const since = addMonths(asOf, -rhythmMonths);
  for (const day of await purchaseDays(ctx, ids, asOf)) {
    if (day.on > since) byCustomer.set(day.customerId, [...(byCustomer.get(day.customerId) ?? []), { on: day.on, amount: minorToMoney(day.amount, currency) }]);
  }
  return byCustomer;
}

async function presentFalling(ctx: RequestContext, rows: readonly FallingRow[], run: RunRow): Promise<FallingCustomer[]> {
  const rhythms = await rhythmsOf(
    ctx,
    rows.map((r) => r.customerId),
    run.asOf,
    run.currency,
  );
  return rows.map((row) => ({
    customerId: row.customerId,
    name: row.name,
    grade: row.grade,
    usualDays: Number(row.usualDays ?? 0),
    silentDays: daysBetween(row.lastOn ?? run.asOf, run.asOf),
    revenue12m: minorToMoney(row.revenue12m, run.currency),
    currency: run.currency,
    ownerId: row.ownerId,
    ownerName: row.ownerName ?? '',
    lastOrderOn: row.lastOn ?? '',
    rhythm: rhythms.get(row.customerId) ?? [],
    text: fallingText(ctx, row, run.asOf),
  }));
}

const presentMove = (ctx: RequestContext, row: MoveRow): GradeMove => {
  const currency = ctx.session.organisation.currency;
  const [was, is] = [minorToMoney(row.revenueBefore, currency), minorToMoney(row.revenue12m, currency)];
  return {
    customerId: row.customerId,
    name: row.name,
    from: row.from,
    to: row.to,
    on: row.on,
    revenue12m: is,
    text: ctx.t('value.move.revenue', { from: was, to: is, currency }),
  };
};

interface Reason {
  code: string;
  text: string;
  direction: 'up' | 'down' | 'flat';
}

/** Why the grade is what it is, in the customer's own figures. */
function reasonsOf(ctx: RequestContext, row: ValueRow, run: RunRow): Reason[] {
  const reason = (code: string, direction: Reason['direction'], params: Record<string, unknown> = {}): Reason => ({
    code,
    direction,
    text: ctx.t(`value.reason.${code}`, params),
  });
  const money = (minor: number) => minorToMoney(minor, run.currency);
  const shares = gradeShares(ctx.session.organisation.settings);
  if (!row.purchaseDays) return [reason('no_orders', 'flat')];
  const reasons: Reason[] = [];
  if (row.shareAbove === null) reasons.push(reason('no_revenue', 'down', { on: row.lastOn }));
  else {
    const above = Math.round(Number(row.shareAbove) * 1000) / 10;
    const limits = { A: shares.a, B: shares.a + shares.b, C: 100 } as Record<string, number>;
    reasons.push(
      reason('revenue', row.grade === 'C' ? 'flat' : 'up', {
        amount: money(row.revenue12m),
        currency: run.currency,
        above,
        limit: limits[row.grade] ?? 100,
        grade: row.grade,
      }),
    );
  }
  if (row.revenueBefore > 0 && row.revenue12m !== row.revenueBefore) {
    const change = Math.round(((row.revenue12m - row.revenueBefore) / row.revenueBefore) * 100);
    reasons.push(
      reason(change >= 0 ? 'growing' : 'shrinking', change >= 0 ? 'up' : 'down', {
        percent: Math.abs(change),
        before: money(row.revenueBefore),
        currency: run.currency,
      }),
    );
  }
  if (row.isFalling) reasons.push({ code: 'falling', direction: 'down', text: fallingText(ctx, row, run.asOf) });
  else if (row.usualDays !== null)
    reasons.push(reason('rhythm', 'up', { usual: whole(row.usualDays), silent: row.lastOn ? daysBetween(row.lastOn, run.asOf) : 0 }));
  return reasons;
}

const scoreOf = (row: ValueRow) =>
  row.recency && row.frequency && row.monetary ? { recency: row.recency, frequency: row.frequency, monetary: row.monetary } : null;

export async function presentCustomerValue(ctx: RequestContext, input: z.output<typeof customerValue.input>): Promise<z.input<typeof customerValue.output>> {
  await findRecord(ctx, ctx.object('customer'), input.id, true);
  const run = await findRun(ctx, input.asOf);
  const row = run && (await findValue(ctx, input.id, run.key));
  if (!run || !row) throw notFound('value.not_calculated', { asOf: input.asOf ?? ctx.today });
  const money = (minor: number) => minorToMoney(minor, run.currency);
  const silentDays = row.lastOn ? daysBetween(row.lastOn, run.asOf) : null;
  return {
    asOf: run.asOf,
    score: scoreOf(row),
    recencyDays: silentDays,
    purchaseDays: row.purchaseDays,
    amount: money(row.amount),
    revenue12m: money(row.revenue12m),
    shareRank: row.shareAbove === null ? null : Number(row.shareAbove),
    currency: run.currency,
    grade: row.grade,
    isFalling: row.isFalling,
    usualDays: row.usualDays === null ? null : Number(row.usualDays),
    silentDays,
    reasons: reasonsOf(ctx, row, run),
    history: (await valueHistory(ctx, input.id)).map((h) => ({ ...h, revenue12m: money(h.revenue12m) })),
    rhythm: (await rhythmsOf(ctx, [input.id], run.asOf, run.currency)).get(input.id) ?? [],
  };
}

const sum = (rows: readonly MatrixRow[], of: (row: MatrixRow) => number) => rows.reduce((total, row) => total + of(row), 0);

/** How many customers have each score 1 to 5. */
const countBy = (rows: readonly MatrixRow[], name: 'recency' | 'frequency' | 'monetary') =>
  [1, 2, 3, 4, 5].map((n) =>
    sum(
      rows.filter((r) => r[name] === n),
      (r) => r.customers,
    ),
  );

function matrixOf(rows: readonly MatrixRow[], currency: string) {
  return [1, 2, 3, 4, 5].flatMap((recency) =>
    [1, 2, 3, 4, 5].map((frequency) => {
      const cell = rows.filter((r) => r.recency === recency && r.frequency === frequency);
      return {
        recency,
        frequency,
        customers: sum(cell, (r) => r.customers),
        amount: minorToMoney(
          sum(cell, (r) => r.amount),
          currency,
        ),
      };
    }),
  );
}

export async function presentOverview(ctx: RequestContext, input: z.output<typeof valueOverview.input>): Promise<z.input<typeof valueOverview.output>> {
  const run = await findRun(ctx, input.asOf);
  if (!run) throw notFound('value.not_calculated', { asOf: input.asOf ?? ctx.today });
  const { currency } = run;
  const rows = await scoreGroups(ctx, run.key);
  const total = await fallingTotal(ctx, run.key);
  const since = addDays(run.asOf, -movesForDays);
  return {
    asOf: run.asOf,
    computedAt: run.computedAt,
    currency,
    customers: sum(rows, (r) => r.customers),
    buyers: sum(
      rows.filter((r) => r.recency),
      (r) => r.customers,
    ),
    cuts: run.cuts,
    counts: { recency: countBy(rows, 'recency'), frequency: countBy(rows, 'frequency'), monetary: countBy(rows, 'monetary') },
    matrix: matrixOf(rows, currency),
    grades: grades.map((grade) => {
      const of = rows.filter((r) => r.grade === grade);
      return {
        grade,
        customers: sum(of, (r) => r.customers),
        revenue12m: minorToMoney(
          sum(of, (r) => r.revenue12m),
          currency,
        ),
      };
    }),
    falling: {
      count: total.count,
      revenue12m: minorToMoney(total.revenue12m, currency),
      items: await presentFalling(ctx, await fallingCustomers(ctx, run.key, 50), run),
    },
    moves: {
      ...(run.isCurrent ? await moveCounts(ctx, since) : { up: 0, down: 0 }),
      items: run.isCurrent ? (await gradeMoves(ctx, since, 50)).map((m) => presentMove(ctx, m)) : [],
    },
    runs: await listRuns(ctx),
  };
}

const firstOfMonth = (on: string) => `${on.slice(0, 8)}01`;

export async function presentMyDay(ctx: RequestContext): Promise<z.input<typeof myDay.output>> {
  const { currency } = ctx.session.organisation;
  const run = await findRun(ctx, undefined);
  const isFresh = run?.isCurrent === true;
  const month = firstOfMonth(ctx.today);
  const tasks = await tasksOfToday(ctx, 50);
  const promises = await promisesOfToday(ctx, 50);
  const customers = await gradesOf(
    ctx,
    [...tasks, ...promises].map((r) => r['customerId']).filter((id) => typeof id === 'string'),
  );
  const due = (row: Row) => {
    const customer = customers.get(row['customerId'] as string);
    return {
      id: row['id'] as string,
      customerId: row['customerId'] as string | null,
      customerName: customer?.name ?? '',
      grade: customer?.grade ?? null,
      dueOn: row['dueOn'] as string | null,
      status: row['status'] as string,
      version: row['version'] as number,
    };
  };
  const total = isFresh ? await fallingTotal(ctx, run.key) : { count: 0, revenue12m: 0 };
  return {
    today: ctx.today,
    falling: {
      count: total.count,
      revenue12m: minorToMoney(total.revenue12m, currency),
      items: isFresh ? await presentFalling(ctx, await fallingCustomers(ctx, run.key, 8), run) : [],
    },
    promises: promises.map((row) => ({ ...due(row), what: row['what'] as string })),
    tasks: tasks.map((row) => ({ ...due(row), title: row['title'] as string, priority: row['priority'] as string, reason: row['reason'] as string | null })),
    moves: (await gradeMoves(ctx, addDays(ctx.today, -31), 8)).map((m) => presentMove(ctx, m)),
    figures: {
      revenueMonth: minorToMoney(await revenueBetween(ctx, month, addDays(ctx.today, 1)), currency),
      revenueLastMonth: minorToMoney(await revenueBetween(ctx, addMonths(month, -1), month), currency),
      promisesKept90d: await promisesKept(ctx),
      currency,
    },
  };
}
