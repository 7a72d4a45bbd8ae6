import { defineServerModule } from '#platform/context/server/context.ts';
import { order, orderLine } from '../shared/order.object.ts';
import { product } from '../shared/product.object.ts';
import { decideOrder } from './order.service.ts';

export const salesModule = defineServerModule({
  name: 'sales',
  objects: [product, order, orderLine],
  decide: { order: decideOrder },
});
