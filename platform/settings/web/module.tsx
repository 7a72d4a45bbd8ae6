import { lazy } from 'react';
import { Settings } from 'lucide-react';
import { defineWebModule } from '#platform/context/web/webModule.ts';

const SettingsPage = lazy(() => import('./SettingsPage.tsx').then((m) => ({ default: m.SettingsPage })));

export const settingsWeb = defineWebModule({
  name: 'settings',
  routes: [
    { path: '/settings', component: SettingsPage },
    { path: '/settings/$tab', component: SettingsPage },
  ],
  commands: [{ id: 'settings', label: 'nav.settings', icon: Settings, to: '/settings' }],
});
