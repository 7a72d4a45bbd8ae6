import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

/** A hand-picked list of customers. */
export const group = defineObject({
  name: 'group',
  path: 'groups',
  titleField: 'name',
  access: 'open',
  fields: {
    name: field.text({ max: 100, search: true, sortable: true, unique: true }),
    description: optional(field.text({ max: 500 })),
  },
  list: { columns: ['name', 'description', 'createdAt'], sort: 'name' },
});

/** That a customer belongs to a group. */
export const groupMember = defineObject({
  name: 'groupMember',
  path: 'group-members',
  titleField: 'groupId',
  visibleWith: 'customerId',
  unique: [['groupId', 'customerId']],
  fields: {
    groupId: field.reference('group', { filterable: true }),
    customerId: field.reference('customer', { filterable: true }),
    note: optional(field.text({ max: 300 })),
  },
  list: { columns: ['groupId', 'customerId', 'note', 'createdAt'], filters: ['groupId', 'customerId'], sort: '-createdAt' },
});
