import { Suspense, useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { ApiProblem, get } from '#platform/context/web/api.ts';
import { MetaContext, type Meta } from '#platform/context/web/meta.ts';
import { RecordSourceProvider } from '#platform/records/web/RecordSourceProvider.tsx';
import { usePreferences, readStored } from '#ui/preferences.ts';
import { ErrorView, SkeletonRows } from '#ui/QueryView.tsx';
import { useShortcuts } from '#ui/shortcuts.ts';
import { PlaceContext } from '#ui/useFormat.ts';
import { Navigation } from './Navigation.tsx';
import { OfflineBanner } from './OfflineBanner.tsx';
import { Palette } from './Palette.tsx';
import { PhoneTabs } from './PhoneTabs.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';

/** Everything behind the sign-in: navigation, the panel, the palette. */
export function Shell() {
  const meta = useQuery({ queryKey: ['meta'], queryFn: ({ signal }) => get<Meta>('/meta', signal), staleTime: 60_000 });
  useEntrance(meta.error);
  if (meta.data) return <SignedIn meta={meta.data} />;
  if (meta.error && !(meta.error instanceof ApiProblem && meta.error.status === 401)) return <ErrorView error={meta.error} retry={() => void meta.refetch()} />;
  return (
    <div className="app">
      <div />
      <main className="panel">
        <SkeletonRows rows={8} />
      </main>
    </div>
  );
}

/** Nobody is signed in: to the set-up of a new system, else to the sign-in. */
function useEntrance(error: Error | null) {
  const navigate = useNavigate();
  const isOut = error instanceof ApiProblem && error.status === 401;
  useEffect(() => {
    if (!isOut) return;
    void get<{ needed: boolean }>('/setup').then(
      ({ needed }) => navigate({ to: needed ? '/setup' : '/sign-in', replace: true }),
      () => navigate({ to: '/sign-in', replace: true }),
    );
  }, [isOut, navigate]);
}

function SignedIn({ meta }: { meta: Meta }) {
  const { isPhone, set } = usePreferences();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const { timeZone, currency, locale } = meta.organisation;
  const path = useLocation({ select: (location) => location.pathname });
  useEffect(() => {
    if (readStored('language') === undefined && (locale === 'zh-CN' || locale === 'zh-TW' || locale === 'en')) set({ language: locale });
  }, [locale, set]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.isComposing) {
        event.preventDefault();
        setPaletteOpen((open) => !open);
      }
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  useShortcuts({ '?': () => setSheetOpen(true) });
  return (
    <MetaContext value={meta}>
      <PlaceContext value={{ timeZone, currency }}>
        <RecordSourceProvider>
          <div className={isPhone ? 'app phone' : 'app'}>
            {!isPhone && <Navigation openPalette={() => setPaletteOpen(true)} openSheet={() => setSheetOpen(true)} />}
            <Suspense
              key={path.split('/')[1]}
              fallback={
                <main className="panel">
                  <SkeletonRows rows={8} />
                </main>
              }
            >
              <Outlet />
            </Suspense>
            {isPhone && <PhoneTabs openPalette={() => setPaletteOpen(true)} />}
          </div>
          <OfflineBanner />
          {paletteOpen && <Palette close={() => setPaletteOpen(false)} openSheet={() => setSheetOpen(true)} />}
          {sheetOpen && <ShortcutSheet close={() => setSheetOpen(false)} />}
        </RecordSourceProvider>
      </PlaceContext>
    </MetaContext>
  );
}
