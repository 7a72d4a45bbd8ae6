import { createContext, useContext } from 'react';
import type { Locale } from './format.ts';

export type ThemeName = 'light' | 'dark';
export type Density = 'compact' | 'comfortable' | 'touch';

export interface Preferences {
  language: Locale;
  theme: ThemeName;
  density: Density;
  /** Under 640 px. */
  isPhone: boolean;
  set: (change: Partial<Pick<Preferences, 'language' | 'theme' | 'density'>>) => void;
}

export const PreferencesContext = createContext<Preferences>({ language: 'zh-CN', theme: 'light', density: 'compact', isPhone: false, set: () => undefined });
export const usePreferences = () => useContext(PreferencesContext);

export const languages: readonly Locale[] = ['zh-CN', 'zh-TW', 'en'];
const isLocale = (value: unknown): value is Locale => languages.some((language) => language === value);

/** What was chosen, else what the browser asks for. */
export function currentLanguage(): Locale {
  const chosen = readStored('language');
  if (isLocale(chosen)) return chosen;
  const wished = navigator.language.toLowerCase();
  if (/^zh-(tw|hk|mo|hant)/.test(wished)) return 'zh-TW';
  return wished.startsWith('zh') ? 'zh-CN' : 'en';
}

/** Local to this browser; a blocked store is the same as an empty one. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(`zhike.${key}`);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(`zhike.${key}`, JSON.stringify(value));
  } catch {
    return;
  }
}
