import { lazy } from 'react';
import { Gem, Sun } from 'lucide-react';
import { defineWebModule } from '#platform/context/web/webModule.ts';
import { FallingCell, GradeCell } from './ValueCells.tsx';

const MyDayPage = lazy(() => import('./MyDayPage.tsx').then((m) => ({ default: m.MyDayPage })));
const ValuePage = lazy(() => import('./ValuePage.tsx').then((m) => ({ default: m.ValuePage })));
const ValueBand = lazy(() => import('./ValueBand.tsx').then((m) => ({ default: m.ValueBand })));
const ValuePeek = lazy(() => import('./ValueBand.tsx').then((m) => ({ default: m.ValuePeek })));

export const valueWeb = defineWebModule({
  name: 'value',
  routes: [
    { path: '/', component: MyDayPage },
    { path: '/value', component: ValuePage },
  ],
  navigation: [
    { to: '/', label: 'home.title', icon: Sun, order: 1, onPhone: true },
    { group: 'insight', to: '/value', label: 'value.title', icon: Gem, order: 40 },
  ],
  slots: [
    { slot: 'customer.band', order: 10, component: ValueBand },
    { slot: 'peek.customer', order: 10, component: ValuePeek },
  ],
  cells: { 'customer.grade': GradeCell, 'customer.isFalling': FallingCell },
});
