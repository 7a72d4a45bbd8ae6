import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

export const interactionKinds = ['call', 'visit', 'mail', 'message', 'meeting', 'gift', 'event', 'note'] as const;

/** Anything that happened with a customer, with its place, duration and cost. */
export const interaction = defineObject({
  name: 'interaction',
  path: 'interactions',
  titleField: 'subject',
  visibleWith: 'customerId',
  timelineAt: 'happenedAt',
  fields: {
    subject: field.text({ max: 200, search: true }),
    kind: field.choice(interactionKinds, { default: 'note', filterable: true }),
    customerId: field.reference('customer', { filterable: true }),
    contactId: optional(field.reference('contact')),
    happenedAt: field.timestamp({ sortable: true }),
    body: optional(field.longText()),
    place: optional(field.text({ max: 200 })),
    durationMinutes: optional(field.integer({ min: 0 })),
    currency: field.currency(),
    cost: optional(field.money({ min: 0 })),
  },
  list: {
    columns: ['subject', 'kind', 'customerId', 'contactId', 'happenedAt', 'durationMinutes', 'ownerId'],
    filters: ['kind', 'customerId', 'ownerId'],
    sort: '-happenedAt',
  },
});
