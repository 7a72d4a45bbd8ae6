import { lazy } from 'react';
import { Upload } from 'lucide-react';
import { defineWebModule } from '#platform/context/web/webModule.ts';

const ImportsPage = lazy(() => import('./ImportsPage.tsx').then((m) => ({ default: m.ImportsPage })));
const ImportPage = lazy(() => import('./ImportPage.tsx').then((m) => ({ default: m.ImportPage })));

export const importWeb = defineWebModule({
  name: 'import',
  routes: [
    { path: '/import', component: ImportsPage },
    { path: '/import/$id', component: ImportPage },
  ],
  navigation: [{ group: 'insight', to: '/import', label: 'import.title', icon: Upload, order: 50 }],
});
