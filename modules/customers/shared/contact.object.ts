import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

/** A person at a company customer. */
export const contact = defineObject({
  name: 'contact',
  path: 'contacts',
  titleField: 'name',
  visibleWith: 'customerId',
  fields: {
    name: field.text({ max: 100, search: true, sortable: true, aliases: ['full name', 'contact name', '联系人', '聯絡人'] }),
    customerId: field.reference('customer', { filterable: true, aliases: ['company', 'account', '公司', '客户', '客戶'] }),
    jobTitle: optional(field.text({ max: 100, aliases: ['title', 'position', '职位', '職位'] })),
    department: optional(field.text({ max: 100 })),
    role: optional(field.choice(['decides', 'influences', 'buys', 'pays', 'uses', 'advises'], { filterable: true })),
    phone: optional(field.phone({ search: true, personal: true, aliases: ['mobile', 'tel', '手机', '手機'] })),
    email: optional(field.email({ personal: true })),
    wecom: optional(field.text({ max: 100, personal: true })),
    preferredChannel: optional(field.choice(['phone', 'sms', 'mail', 'wecom', 'visit', 'post'])),
    gender: optional(field.choice(['female', 'male', 'other'], { personal: true })),
    birthOn: optional(field.date({ personal: true })),
    isLunarBirthday: field.boolean({ default: false }),
    isPrimary: field.boolean({ default: false }),
    notes: optional(field.longText()),
  },
  list: { columns: ['name', 'customerId', 'jobTitle', 'role', 'phone', 'email', 'ownerId'], filters: ['customerId', 'role', 'ownerId'], sort: '-createdAt' },
});
