import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

export const roles = ['administrator', 'manager', 'member'] as const;
export type Role = (typeof roles)[number];

/** A user in one organisation. Made by an invitation, never by the generic create. */
export const member = defineObject({
  name: 'member',
  path: 'members',
  titleField: 'name',
  access: 'settings',
  without: ['create', 'delete', 'import'],
  fields: {
    name: field.text({ max: 100, search: true, sortable: true }),
    email: field.email({ readOnly: true, unique: true }),
    role: field.choice(roles, { default: 'member' }),
    departmentId: optional(field.reference('department', { filterable: true })),
    isActive: field.boolean({ default: true }),
    userId: optional(field.text({ max: 60, readOnly: true })),
  },
  list: { columns: ['name', 'email', 'role', 'departmentId', 'isActive'], filters: ['departmentId'], sort: 'name' },
});

/** A node of the organisation's tree; a manager sees the records of the department and of those below it. */
export const department = defineObject({
  name: 'department',
  path: 'departments',
  titleField: 'name',
  access: 'settings',
  fields: {
    name: field.text({ max: 100, search: true, sortable: true }),
    parentId: optional(field.reference('department', { filterable: true })),
  },
  list: { columns: ['name', 'parentId'], sort: 'name' },
});
