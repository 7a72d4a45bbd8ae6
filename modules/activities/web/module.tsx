import { lazy } from 'react';
import { Flag, ListChecks, MessagesSquare } from 'lucide-react';
import { defineWebModule } from '#platform/context/web/webModule.ts';

const Timeline = lazy(() => import('./Timeline.tsx').then((m) => ({ default: m.Timeline })));
const OpenTasks = lazy(() => import('./OpenWork.tsx').then((m) => ({ default: m.OpenTasks })));
const OpenPromises = lazy(() => import('./OpenWork.tsx').then((m) => ({ default: m.OpenPromises })));
const RecentEvents = lazy(() => import('./RecentEvents.tsx').then((m) => ({ default: m.RecentEvents })));
const CustomerActions = lazy(() => import('./CustomerActions.tsx').then((m) => ({ default: m.CustomerActions })));

export const activitiesWeb = defineWebModule({
  name: 'activities',
  navigation: [
    { group: 'activities', to: '/interactions', object: 'interaction', icon: MessagesSquare, order: 30 },
    { group: 'activities', to: '/tasks', object: 'task', icon: ListChecks, order: 31 },
    { group: 'activities', to: '/promises', object: 'promise', icon: Flag, order: 32 },
  ],
  slots: [
    { slot: 'customer.main', order: 10, component: Timeline },
    { slot: 'customer.side', order: 10, component: OpenPromises },
    { slot: 'customer.side', order: 20, component: OpenTasks },
    { slot: 'customer.actions', order: 10, component: CustomerActions },
    { slot: 'peek.customer.actions', order: 10, component: CustomerActions },
    { slot: 'peek.customer', order: 60, component: RecentEvents },
  ],
});
