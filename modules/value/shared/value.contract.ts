import { z } from 'zod';
import { defineOperation } from '#kernel/http/operation.ts';

const asOf = z.string().max(10).optional();
const score = z.object({ recency: z.int(), frequency: z.int(), monetary: z.int() }).nullable();
const rhythm = z.array(z.object({ on: z.string(), amount: z.string() }));
const perScore = z.object({ recency: z.array(z.number()), frequency: z.array(z.number()), monetary: z.array(z.number()) });

const falling = z.object({
  customerId: z.string(),
  name: z.string(),
  grade: z.string(),
  usualDays: z.number(),
  silentDays: z.int(),
  revenue12m: z.string(),
  currency: z.string(),
  ownerId: z.string().nullable(),
  ownerName: z.string(),
  lastOrderOn: z.string(),
  rhythm,
  text: z.string(),
});
const move = z.object({ customerId: z.string(), name: z.string(), from: z.string(), to: z.string(), on: z.string(), text: z.string(), revenue12m: z.string() });

export type FallingCustomer = z.input<typeof falling>;
export type GradeMove = z.input<typeof move>;

export const customerValue = defineOperation({
  name: 'value.customer',
  kind: 'query',
  route: 'GET /customers/:id/value',
  permission: 'customer.read',
  input: z.object({ id: z.uuid(), asOf }),
  output: z.object({
    asOf: z.string(),
    score,
    recencyDays: z.int().nullable(),
    purchaseDays: z.int(),
    amount: z.string(),
    revenue12m: z.string(),
    shareRank: z.number().nullable(),
    currency: z.string(),
    grade: z.string(),
    isFalling: z.boolean(),
    usualDays: z.number().nullable(),
    silentDays: z.int().nullable(),
    reasons: z.array(z.object({ code: z.string(), text: z.string(), direction: z.enum(['up', 'down', 'flat']) })),
    history: z.array(z.object({ asOf: z.string(), grade: z.string(), score: z.string().nullable(), revenue12m: z.string() })),
    rhythm,
  }),
});

export const valueOverview = defineOperation({
  name: 'value.overview',
  kind: 'query',
  route: 'GET /value/overview',
  permission: 'customer.read',
  input: z.object({ asOf }),
  output: z.object({
    asOf: z.string(),
    computedAt: z.string(),
    currency: z.string(),
    customers: z.int(),
    buyers: z.int(),
    cuts: perScore,
    counts: perScore,
    matrix: z.array(z.object({ recency: z.int(), frequency: z.int(), customers: z.int(), amount: z.string() })),
    grades: z.array(z.object({ grade: z.string(), customers: z.int(), revenue12m: z.string() })),
    falling: z.object({ count: z.int(), revenue12m: z.string(), items: z.array(falling) }),
    moves: z.object({ up: z.int(), down: z.int(), items: z.array(move) }),
    runs: z.array(z.object({ asOf: z.string(), computedAt: z.string() })),
  }),
});

export const recalculateValue = defineOperation({
  name: 'value.recalculate',
  kind: 'command',
  route: 'POST /value/recalculate',
  permission: 'settings.update',
  input: z.object({ asOf }),
  output: z.object({ asOf: z.string(), customers: z.int(), buyers: z.int(), tookMs: z.int() }),
});

const dueItem = {
  id: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string(),
  grade: z.string().nullable(),
  dueOn: z.string().nullable(),
  status: z.string(),
  version: z.int(),
};

export const myDay = defineOperation({
  name: 'value.myDay',
  kind: 'query',
  route: 'GET /my-day',
  permission: 'customer.read',
  input: z.object({}),
  output: z.object({
    today: z.string(),
    falling: z.object({ count: z.int(), revenue12m: z.string(), items: z.array(falling) }),
    promises: z.array(z.object({ ...dueItem, what: z.string() })),
    tasks: z.array(z.object({ ...dueItem, title: z.string(), priority: z.string(), reason: z.string().nullable() })),
    moves: z.array(move),
    figures: z.object({
      revenueMonth: z.string(),
      revenueLastMonth: z.string(),
      promisesKept90d: z.object({ kept: z.int(), closed: z.int() }),
      currency: z.string(),
    }),
  }),
});
