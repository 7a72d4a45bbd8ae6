import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

/** An unqualified possible customer. */
export const lead = defineObject({
  name: 'lead',
  path: 'leads',
  titleField: 'name',
  fields: {
    name: field.text({ max: 200, search: true, sortable: true, aliases: ['lead name', 'contact', '姓名', '联系人', '聯絡人'] }),
    company: optional(field.text({ max: 200, search: true })),
    status: field.choice(['new', 'contacted', 'qualified', 'converted', 'disqualified'], { default: 'new', filterable: true }),
    source: optional(field.text({ max: 100, filterable: true })),
    phone: optional(field.phone({ search: true, personal: true })),
    email: optional(field.email({ personal: true })),
    industry: optional(field.text({ max: 100 })),
    province: optional(field.text({ max: 60 })),
    interest: optional(field.text({ max: 300 })),
    notes: optional(field.longText()),
  },
  list: { columns: ['name', 'company', 'status', 'source', 'phone', 'ownerId', 'createdAt'], filters: ['status', 'source', 'ownerId'], sort: '-createdAt' },
});
