import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

/** Who promised a customer what by when, and whether it was kept. */
export const promise = defineObject({
  name: 'promise',
  path: 'promises',
  titleField: 'what',
  visibleWith: 'customerId',
  timelineAt: 'createdAt',
  fields: {
    what: field.text({ max: 300, search: true }),
    customerId: field.reference('customer', { filterable: true }),
    contactId: optional(field.reference('contact')),
    dueOn: field.date({ sortable: true }),
    status: field.choice(['open', 'kept', 'broken'], { default: 'open', filterable: true }),
    closedAt: optional(field.timestamp({ readOnly: true })),
    notes: optional(field.longText()),
  },
  list: { columns: ['what', 'customerId', 'dueOn', 'status', 'ownerId'], filters: ['status', 'customerId', 'ownerId'], sort: 'dueOn' },
});
