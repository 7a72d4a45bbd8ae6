import { recalculate } from '#modules/value/server/value.service.ts';
import { execute } from '#platform/context/server/execute.ts';
import { clearDemo, loadDemo } from '../server/demo/loadDemo.ts';
import { actingSession, needed, textOf, type Command } from './command.ts';

const value: Command = {
  name: 'value',
  summary: 'Recalculates scores, grades and falling customers, as of today or another day.',
  usage: '[--as-of DATE] [--org NAME] [--email MAIL]',
  options: { 'as-of': { type: 'string' } },
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const session = await actingSession(product, values);
    const run = await execute(product.services, session, { via: 'cli', isCommand: true }, (ctx) => recalculate(ctx, textOf(values, 'as-of')));
    return { text: `${run.asOf}: ${run.customers} customers, ${run.buyers} with orders, ${run.tookMs} ms`, data: run };
  },
};

const demoLoad: Command = {
  name: 'demo load',
  summary: 'Makes the sample company in the organisation.',
  usage: '[--org NAME]',
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const made = await loadDemo(product.services, await actingSession(product, values));
    return {
      text: Object.entries(made)
        .map(([name, n]) => `${n} ${name}`)
        .join(', '),
      data: made,
    };
  },
};

const demoClear: Command = {
  name: 'demo clear',
  summary: 'Takes the sample company away; everything else stays.',
  usage: '[--org NAME]',
  positionals: [0, 0],
  async run({ product: maybe, values }) {
    const product = needed(maybe);
    const { removed } = await clearDemo(product.services, await actingSession(product, values));
    return { text: `${removed} records removed`, data: { removed } };
  },
};

export const valueAndDemoCommands: readonly Command[] = [value, demoLoad, demoClear];
