import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { currentLanguage } from '#ui/preferences.ts';
import type { Locale } from '#ui/format.ts';

type Messages = Record<string, string>;

/** One chunk for each language, with the words of every module. */
const loaders: Record<Locale, () => Promise<{ messages: Messages }>> = {
  'zh-CN': () => import('./messages/zhCN.ts'),
  'zh-TW': () => import('./messages/zhTW.ts'),
  en: () => import('./messages/en.ts'),
};

export async function startMessages(): Promise<void> {
  const language = currentLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnEmptyString: false,
    resources: { [language]: { translation: (await loaders[language]()).messages } },
    react: { useSuspense: false },
  });
}

export async function changeLanguage(language: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) i18next.addResourceBundle(language, 'translation', (await loaders[language]()).messages);
  await i18next.changeLanguage(language);
}
