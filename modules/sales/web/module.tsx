import { lazy } from 'react';
import { Boxes, Package } from 'lucide-react';
import { defineWebModule } from '#platform/context/web/webModule.ts';

const OrderLines = lazy(() => import('./OrderLines.tsx').then((m) => ({ default: m.OrderLines })));
const CustomerOrders = lazy(() => import('./CustomerOrders.tsx').then((m) => ({ default: m.CustomerOrders })));

export const salesWeb = defineWebModule({
  name: 'sales',
  navigation: [
    { group: 'sales', to: '/orders', object: 'order', icon: Package, order: 20 },
    { group: 'sales', to: '/products', object: 'product', icon: Boxes, order: 21 },
  ],
  slots: [
    { slot: 'record.order.main', order: 10, component: OrderLines },
    { slot: 'peek.order', order: 60, component: OrderLines },
    { slot: 'customer.side', order: 5, component: CustomerOrders },
  ],
});
