import { lazy, Suspense } from 'react';
import { createRootRoute, createRoute, createRouter, Outlet, type RouteComponent } from '@tanstack/react-router';
import type { WebModule } from '#platform/context/web/webModule.ts';
import { SkeletonRows } from '#ui/QueryView.tsx';
import { Shell } from './shell/Shell.tsx';

const ListRoute = lazy(() => import('#platform/records/web/recordRoutes.tsx').then((m) => ({ default: m.ListRoute })));
const RecordRoute = lazy(() => import('#platform/records/web/recordRoutes.tsx').then((m) => ({ default: m.RecordRoute })));
const SignInPage = lazy(() => import('./entrance/SignInPage.tsx').then((m) => ({ default: m.SignInPage })));
const SetupPage = lazy(() => import('./entrance/SetupPage.tsx').then((m) => ({ default: m.SetupPage })));
const JoinPage = lazy(() => import('./entrance/JoinPage.tsx').then((m) => ({ default: m.JoinPage })));

/** Pages of modules by their own path, all other paths are objects. */
export function makeRouter(modules: readonly WebModule[]) {
  const root = createRootRoute({
    component: () => (
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Outlet />
      </Suspense>
    ),
  });
  const entrance = [
    ['/sign-in', SignInPage],
    ['/setup', SetupPage],
    ['/join', JoinPage],
  ] as const;
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
  const page = (path: string, component: RouteComponent) => createRoute({ getParentRoute: () => shell, path, component });
  const pages = modules.flatMap((module) => module.routes ?? []).map(({ path, component }) => page(path, component));
  return createRouter({
    routeTree: root.addChildren([
      ...entrance.map(([path, component]) => createRoute({ getParentRoute: () => root, path, component })),
      shell.addChildren([...pages, page('/$objectPath', ListRoute), page('/$objectPath/$id', RecordRoute)]),
    ]),
    defaultPreload: 'intent',
  });
}
