import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

export const orderStatuses = ['draft', 'confirmed', 'delivered', 'cancelled'] as const;

export const order = defineObject({
  name: 'order',
  path: 'orders',
  titleField: 'number',
  visibleWith: 'customerId',
  timelineAt: 'orderedOn',
  fields: {
    number: optional(
      field.text({ max: 60, unique: true, search: true, sortable: true, aliases: ['order no', 'order number', 'order id', '订单号', '訂單編號'] }),
    ),
    customerId: field.reference('customer', { filterable: true, aliases: ['customer code', '客户', '客戶', '客户代码', '客戶代號'] }),
    orderedOn: field.date({ sortable: true, aliases: ['date', 'order date', '下单日期', '日期'] }),
    status: field.choice(orderStatuses, { default: 'confirmed', filterable: true }),
    currency: field.currency(),
    /** Of the organisation's currency per unit of the order's, on the day of the order. */
    rate: field.decimal({ default: '1', min: 0 }),
    amount: field.money({ sortable: true, aliases: ['total', 'dollars', 'value', '金额', '金額', '合计'] }),
    quantity: optional(field.decimal({ aliases: ['qty', 'units', '数量', '數量'] })),
    notes: optional(field.longText()),
  },
  list: { columns: ['number', 'customerId', 'orderedOn', 'status', 'amount', 'ownerId'], filters: ['status', 'customerId', 'ownerId'], sort: '-orderedOn' },
});

export const orderLine = defineObject({
  name: 'orderLine',
  path: 'order-lines',
  titleField: 'description',
  access: 'open',
  partOf: { object: 'order', field: 'orderId', as: 'lines' },
  without: ['create', 'update', 'delete', 'import'],
  fields: {
    orderId: field.reference('order', { filterable: true }),
    position: field.integer({ min: 0 }),
    productId: optional(field.reference('product', { filterable: true })),
    description: optional(field.text({ max: 300 })),
    quantity: field.decimal({ default: '1' }),
    unitPrice: field.decimal({ default: '0' }),
    discountRate: field.decimal({ default: '0', min: 0 }),
    currency: field.currency(),
    amount: field.money(),
  },
  list: { columns: ['position', 'productId', 'description', 'quantity', 'unitPrice', 'amount'], filters: ['orderId', 'productId'], sort: '-createdAt' },
});
