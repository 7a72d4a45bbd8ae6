import { field, optional } from '#kernel/objects/field.ts';
import { defineServerModule, handle } from '#platform/context/server/context.ts';
import * as contract from '../shared/value.contract.ts';
import { grades } from '../shared/value.rules.ts';
import { presentCustomerValue, presentMyDay, presentOverview } from './present.ts';
import { recalculate, recalculateDaily } from './value.service.ts';

export const valueModule = defineServerModule({
  name: 'value',
  objects: [],
  extend: {
    customer: {
      grade: optional(field.choice(grades, { readOnly: true, filterable: true })),
      isFalling: field.boolean({ readOnly: true, default: false, filterable: true }),
    },
  },
  handlers: [
    handle(contract.customerValue, presentCustomerValue),
    handle(contract.valueOverview, presentOverview),
    handle(contract.recalculateValue, (ctx, input) => recalculate(ctx, input.asOf)),
    handle(contract.myDay, presentMyDay),
  ],
  jobs: [{ name: 'recalculateValue', run: recalculateDaily }],
  schedules: [{ job: 'recalculateValue', minuteOfDay: 250 }],
});
