import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

export const product = defineObject({
  name: 'product',
  path: 'products',
  titleField: 'name',
  access: 'open',
  fields: {
    code: optional(field.text({ max: 60, unique: true, search: true, sortable: true, aliases: ['sku', 'product code', '货号', '貨號'] })),
    name: field.text({ max: 200, search: true, sortable: true, aliases: ['product', 'product name'] }),
    category: optional(field.text({ max: 100, filterable: true, aliases: ['series', '类别', '類別'] })),
    unit: optional(field.text({ max: 20 })),
    currency: field.currency(),
    price: optional(field.money({ min: 0, aliases: ['sales_price', 'list price', '单价', '單價'] })),
    cost: optional(field.money({ min: 0 })),
    isActive: field.boolean({ default: true }),
    description: optional(field.longText()),
  },
  list: { columns: ['name', 'code', 'category', 'unit', 'price', 'isActive'], filters: ['category', 'isActive'], sort: 'name' },
});
