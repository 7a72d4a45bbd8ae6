import { lazy } from 'react';
import { Building2, Radar, UserRound, UsersRound } from 'lucide-react';
import { defineWebModule } from '#platform/context/web/webModule.ts';

const CustomerPage = lazy(() => import('./CustomerPage.tsx').then((m) => ({ default: m.CustomerPage })));

export const customersWeb = defineWebModule({
  name: 'customers',
  navigation: [
    { group: 'customers', to: '/customers', object: 'customer', icon: Building2, order: 10, onPhone: true },
    { group: 'customers', to: '/contacts', object: 'contact', icon: UserRound, order: 11 },
    { group: 'customers', to: '/leads', object: 'lead', icon: Radar, order: 12 },
    { group: 'customers', to: '/groups', object: 'group', icon: UsersRound, order: 13 },
  ],
  recordPages: { customer: CustomerPage },
});
