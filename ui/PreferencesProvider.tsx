import { useCallback, useLayoutEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { currentLanguage, PreferencesContext, readStored, writeStored, type Density, type Preferences, type ThemeName } from './preferences.ts';

const phone = matchMedia('(max-width: 640px)');
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

export function PreferencesProvider({ children, onLanguage }: { children: ReactNode; onLanguage: (language: Preferences['language']) => void }) {
  const isPhone = useSyncExternalStore(watchPhone, () => phone.matches);
  const [chosen, setChosen] = useState(() => ({ language: currentLanguage(), theme: storedTheme(), density: storedDensity() }));
  const density: Density = isPhone ? 'touch' : chosen.density;

  const set = useCallback<Preferences['set']>(
    (change) => {
      for (const [key, value] of Object.entries(change)) writeStored(key, value);
      setChosen((before) => ({ ...before, ...change }));
      if (change.language) onLanguage(change.language);
    },
    [onLanguage],
  );

  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = chosen.language;
    root.dataset['theme'] = chosen.theme;
    root.dataset['density'] = density;
  }, [chosen, density]);

  const value = useMemo(() => ({ ...chosen, density, isPhone, set }), [chosen, density, isPhone, set]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

function watchPhone(changed: () => void) {
  phone.addEventListener('change', changed);
  return () => phone.removeEventListener('change', changed);
}

function storedTheme(): ThemeName {
  const stored = readStored('theme');
  if (stored === 'light' || stored === 'dark') return stored;
  return darkSystem.matches ? 'dark' : 'light';
}

const storedDensity = (): Density => (readStored('density') === 'comfortable' ? 'comfortable' : 'compact');
