import { useSyncExternalStore } from 'react';
import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '#ui/Button.tsx';

export function OfflineBanner() {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(watch, () => navigator.onLine);
  return isOnline ? null : (
    <div className="offline" role="status">
      <Icon of={WifiOff} />
      {t('shell.offline')}
    </div>
  );
}

function watch(changed: () => void) {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}
