import { addDays } from '#kernel/dates.ts';
import type { DemoWords } from './demoWords.ts';

/** Plain values of the records to make; references are positions in the lists. */
export interface DemoCustomer {
  name: string;
  shortName: string;
  code: string;
  place: readonly [string, string];
  industry: string;
  address: string;
  phone: string;
  owner: number;
  source: string;
  since: string;
  creditLimit: number;
  payment: string;
  employees: number;
}
export interface DemoContact {
  customer: number;
  name: string;
  jobTitle: string;
  department: string;
  role: string;
  phone: string;
  email: string;
  isPrimary: boolean;
  birthOn: string;
}
export interface DemoLine {
  product: number;
  quantity: number;
  unitPrice: number;
}
export interface DemoOrder {
  customer: number;
  on: string;
  lines: DemoLine[];
}
export interface DemoInteraction {
  customer: number;
  kind: 'call' | 'visit' | 'message' | 'meeting';
  subject: string;
  on: string;
  minutes: number;
  cost: number;
}
export interface DemoDue {
  customer: number;
  text: string;
  reason: string;
  dueOn: string;
  status: 'open' | 'kept' | 'broken' | 'done';
}
export interface DemoLead {
  name: string;
  company: string;
  phone: string;
  source: string;
  interest: string;
  status: string;
  industry: string;
  province: string;
}
export interface Demo {
  customers: DemoCustomer[];
  contacts: DemoContact[];
  orders: DemoOrder[];
  interactions: DemoInteraction[];
  promises: DemoDue[];
  tasks: DemoDue[];
  leads: DemoLead[];
  groupMembers: { group: number; customer: number }[];
}

/** The same numbers each time (mulberry32). */
function makeRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return { next, int, pick };
}
type Random = ReturnType<typeof makeRandom>;

/** How a customer buys: the usual gap, how the gap and the amount change over the years, and when it stopped. */
interface Habit {
  gapDays: number;
  size: number;
  growth: number;
  startedDaysAgo: number;
  stoppedDaysAgo: number;
  isSeasonal: boolean;
}

const threeYears = 1095;

function habitOf(r: Random): Habit {
  const kind = r.next();
  const gapDays = r.int(15, 78);
  const base = { gapDays, size: 1 + r.next() ** 3 * 14, growth: 0, startedDaysAgo: r.int(500, threeYears), stoppedDaysAgo: 0, isSeasonal: r.next() < 0.25 };
  if (kind < 0.34) return base;
  if (kind < 0.5) return { ...base, growth: 0.55 };
  if (kind < 0.64) return { ...base, growth: -0.6 };
  if (kind < 0.74) return { ...base, stoppedDaysAgo: gapDays * 2 + r.int(12, 60) };
  if (kind < 0.84) return { ...base, stoppedDaysAgo: r.int(250, 480) };
  if (kind < 0.94) return { ...base, startedDaysAgo: r.int(60, 240) };
  return { ...base, gapDays: 4000, startedDaysAgo: r.int(100, 900) };
}

/** Few orders around the Spring Festival, more before summer and at the end of the year. */
const season = (on: string) => [0.75, 0.35, 1.05, 1.1, 1.15, 1.1, 0.95, 0.9, 1.1, 1, 1.15, 1.25][Number(on.slice(5, 7)) - 1] ?? 1;

function ordersOf(r: Random, habit: Habit, about: { customer: number; today: string; words: DemoWords }): DemoOrder[] {
  const orders: DemoOrder[] = [];
  const favourites = Array.from({ length: r.int(2, 5) }, () => r.int(0, about.words.products.length - 1));
  for (let ago = habit.startedDaysAgo; ago >= habit.stoppedDaysAgo; ) {
    const on = addDays(about.today, -Math.round(ago));
    const progress = 1 - ago / habit.startedDaysAgo;
    const trend = 1 + habit.growth * progress;
    const weekend = [0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay());
    const lines = Array.from({ length: r.int(1, 3) }, () => lineOf(r, { product: r.pick(favourites), size: habit.size * trend, words: about.words }));
    orders.push({ customer: about.customer, on: weekend ? addDays(on, -2) : on, lines });
    ago -= (habit.gapDays * (0.75 + r.next() * 0.5)) / (trend * (habit.isSeasonal ? season(on) : 1));
  }
  return orders;
}

function lineOf(r: Random, of: { product: number; size: number; words: DemoWords }): DemoLine {
  const price = of.words.products[of.product]?.[4] ?? 100;
  const quantity = Math.max(1, Math.round(((r.next() + 0.4) * of.size * 6000) / price));
  return { product: of.product, quantity, unitPrice: Math.round(price * of.words.priceFactor * (0.92 + r.next() * 0.08)) };
}

function nameOf(r: Random, words: DemoWords) {
  return `${r.pick([...words.surnames])}${r.pick(words.givenNames)}`;
}

const phoneOf = (r: Random, words: DemoWords) => {
  const prefix = r.pick(words.mobilePrefix);
  return `${prefix}${Array.from({ length: prefix.length === 3 ? 8 : 6 }, () => r.int(0, 9)).join('')}`;
};

function customersOf(r: Random, words: DemoWords, today: string): DemoCustomer[] {
  const names = new Set<string>();
  const customers: DemoCustomer[] = [];
  while (customers.length < 300) {
    const [place, brand, [industry, trades]] = [r.pick(words.places), r.pick(words.brands), r.pick(words.trades)];
    const shortName = `${brand}${r.pick(trades)}`;
    const name = `${place[1].replace(/[區鎮市]$/, '')}${shortName}${words.legalForm}`;
    if (names.has(name)) continue;
    names.add(name);
    customers.push({
      name,
      shortName,
      place,
      industry,
      code: `C-${String(customers.length + 1).padStart(5, '0')}`,
      address: `${place[0]}${place[0] === place[1] ? '' : place[1]}${r.pick(words.streets)}${r.int(8, 880)}号`.replace(
        '号',
        words.currency === 'TWD' ? '號' : '号',
      ),
      phone: phoneOf(r, words),
      owner: r.int(0, words.staff.length - 1),
      source: r.pick(words.sources),
      since: addDays(today, -r.int(200, 2600)),
      creditLimit: r.int(5, 120) * 10_000,
      payment: r.pick(words.payment),
      employees: r.int(2, 90) * 10,
    });
  }
  return customers;
}

function contactsOf(r: Random, words: DemoWords, count: number, customers: number): DemoContact[] {
  return Array.from({ length: count }, (_, i) => {
    const [jobTitle, department, role] = r.pick(words.jobs);
    return {
      customer: i % customers,
      name: nameOf(r, words),
      jobTitle,
      department,
      role,
      phone: phoneOf(r, words),
      email: `contact${i + 1}@example.com`,
      isPrimary: i < customers,
      birthOn: `${r.int(1965, 1998)}-${String(r.int(1, 12)).padStart(2, '0')}-${String(r.int(1, 28)).padStart(2, '0')}`,
    };
  });
}

function interactionsOf(r: Random, words: DemoWords, orders: readonly DemoOrder[], today: string): DemoInteraction[] {
  return orders
    .filter(() => r.next() < 0.45)
    .map((order) => {
      const kind = r.next() < 0.62 ? 'call' : r.next() < 0.6 ? 'visit' : r.next() < 0.5 ? 'message' : 'meeting';
      const at = addDays(order.on, -r.int(0, 12));
      return {
        customer: order.customer,
        kind,
        subject: r.pick(kind === 'visit' || kind === 'meeting' ? words.visits : words.calls),
        on: at > today ? today : at,
        minutes: kind === 'visit' ? r.int(60, 240) : r.int(3, 40),
        cost: kind === 'visit' ? r.int(80, 600) : 0,
      };
    });
}

const dueList = (
  r: Random,
  texts: readonly (readonly [string, string])[],
  about: { today: string; count: number; closed: readonly DemoDue['status'][]; customers: number },
): DemoDue[] =>
  Array.from({ length: about.count }, (_, i) => {
    const [text, reason] = r.pick(texts);
    const isOpen = i < about.count * 0.3;
    return {
      customer: r.int(0, about.customers - 1),
      text,
      reason,
      dueOn: addDays(about.today, isOpen ? r.int(-2, 9) : -r.int(3, 85)),
      status: isOpen ? 'open' : r.next() < 0.92 ? (about.closed[0] as DemoDue['status']) : (about.closed.at(-1) as DemoDue['status']),
    };
  });

/** A believable company's three years up to a day; the same day gives the same records. */
export function makeDemo(words: DemoWords, today: string): Demo {
  const r = makeRandom(20_261_121);
  const customers = customersOf(r, words, today);
  const orders = customers
    .flatMap((_, customer) => ordersOf(r, habitOf(r), { customer, today, words }))
    .filter((o) => o.on <= today)
    .sort((a, b) => (a.on < b.on ? -1 : 1));
  return {
    customers,
    orders,
    contacts: contactsOf(r, words, 900, customers.length),
    interactions: interactionsOf(r, words, orders, today),
    promises: dueList(
      r,
      words.promises.map((p) => [p, ''] as const),
      { today, count: 60, closed: ['kept', 'broken'], customers: customers.length },
    ),
    tasks: dueList(r, words.tasks, { today, count: 70, closed: ['done'], customers: customers.length }),
    leads: Array.from({ length: 60 }, () => {
      const [place, [industry, trades]] = [r.pick(words.places), r.pick(words.trades)];
      return {
        name: nameOf(r, words),
        company: `${place[1]}${r.pick(words.brands)}${r.pick(trades)}`,
        phone: phoneOf(r, words),
        source: r.pick(words.sources),
        interest: r.pick(words.interests),
        status: r.pick(['new', 'new', 'contacted', 'qualified', 'disqualified']),
        industry,
        province: place[0],
      };
    }),
    groupMembers: words.groups.flatMap((_, group) => Array.from({ length: 12 }, (__, i) => ({ group, customer: (group * 37 + i * 23) % customers.length }))),
  };
}
