import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import type { Locale as AntdLocale } from 'antd/es/locale/index.js';
import { ApiProblem } from '#platform/context/web/api.ts';
import { WebModulesContext } from '#platform/context/web/webModule.ts';
import type { Locale } from '#ui/format.ts';
import { PreferencesProvider } from '#ui/PreferencesProvider.tsx';
import { usePreferences } from '#ui/preferences.ts';
import { dark, light, zhikeTheme } from '#ui/theme/antdTheme.ts';
import { ToastProvider, useToasts } from '#ui/toasts.tsx';
import { changeLanguage } from './i18n.ts';
import { modules } from './modules.ts';
import { makeRouter } from './router.tsx';

const router = makeRouter(modules);

export function App() {
  const onLanguage = useCallback((language: Locale) => void changeLanguage(language), []);
  return (
    <PreferencesProvider onLanguage={onLanguage}>
      <Themed>
        <ToastProvider>
          <Data>
            <WebModulesContext value={modules}>
              <RouterProvider router={router} />
            </WebModulesContext>
          </Data>
        </ToastProvider>
      </Themed>
    </PreferencesProvider>
  );
}

type LocaleModule = { default: AntdLocale | { default: AntdLocale } };
const antdLocales: Record<Locale, () => Promise<LocaleModule>> = {
  'zh-CN': () => import('antd/es/locale/zh_CN.js'),
  'zh-TW': () => import('antd/es/locale/zh_TW.js'),
  en: () => import('antd/es/locale/en_US.js'),
};
/** The package declares CommonJS and ships ES modules: the default is one level deeper in one of the two. */
const localeIn = (module: LocaleModule): AntdLocale => ('default' in module.default ? module.default.default : module.default);

function Themed({ children }: { children: ReactNode }) {
  const { theme, density, language } = usePreferences();
  const [locale, setLocale] = useState<AntdLocale>();
  useEffect(() => {
    let isCurrent = true;
    void Promise.all([antdLocales[language](), import('dayjs')]).then(([module, dayjs]) => {
      dayjs.default.locale(language === 'en' ? 'en' : language.toLowerCase());
      if (isCurrent) setLocale(localeIn(module));
    });
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return (
    <ConfigProvider
      theme={zhikeTheme(theme === 'dark' ? dark : light, density)}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      {...(locale ? { locale } : {})}
    >
      {children}
    </ConfigProvider>
  );
}

/** Failures of writes are said once, here; reading shows them in place. */
function Data({ children }: { children: ReactNode }) {
  const toasts = useToasts();
  const [client] = useState(() => makeClient((text) => toasts.failed(text)));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function makeClient(say: (text: string) => void): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
        refetchOnWindowFocus: true,
      },
    },
    mutationCache: new MutationCache({ onError: (error) => say(error.message) }),
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (error instanceof ApiProblem && error.status === 401 && query.queryKey[0] !== 'meta') void client.resetQueries({ queryKey: ['meta'] });
      },
    }),
  });
  return client;
}
