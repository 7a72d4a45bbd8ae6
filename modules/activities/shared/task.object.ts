import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

/** Something someone is to do. */
export const task = defineObject({
  name: 'task',
  path: 'tasks',
  titleField: 'title',
  visibleWith: 'customerId',
  timelineAt: 'createdAt',
  fields: {
    title: field.text({ max: 200, search: true }),
    customerId: optional(field.reference('customer', { filterable: true })),
    contactId: optional(field.reference('contact')),
    dueOn: optional(field.date({ sortable: true })),
    priority: field.choice(['high', 'normal', 'low'], { default: 'normal' }),
    status: field.choice(['open', 'done', 'cancelled'], { default: 'open', filterable: true }),
    completedAt: optional(field.timestamp({ readOnly: true })),
    reason: optional(field.text({ max: 500 })),
    notes: optional(field.longText()),
  },
  list: { columns: ['title', 'customerId', 'dueOn', 'priority', 'status', 'ownerId'], filters: ['status', 'customerId', 'ownerId'], sort: 'dueOn' },
});
