import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { X } from 'lucide-react';
import { Button, IconButton, Kbd } from './Button.tsx';

interface Toast {
  key: number;
  text: string;
  tone: 'done' | 'failed';
  undo?: (() => Promise<unknown>) | undefined;
}

interface Toasts {
  /** What was done, with the way back for ten seconds. */
  done: (text: string, undo?: () => Promise<unknown>) => void;
  failed: (text: string) => void;
}

const ToastsContext = createContext<Toasts>({ done: () => undefined, failed: () => undefined });
export const useToasts = () => useContext(ToastsContext);
const shownMs = 10_000;

/** Bottom left, one at a time. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const nextKey = useRef(1);
  const show = useCallback((text: string, tone: Toast['tone'], undo?: () => Promise<unknown>) => setToast({ key: nextKey.current++, text, tone, undo }), []);
  const value = useMemo<Toasts>(() => ({ done: (text, undo) => show(text, 'done', undo), failed: (text) => show(text, 'failed') }), [show]);
  return (
    <ToastsContext value={value}>
      {children}
      {toast && <ToastView key={toast.key} toast={toast} close={() => setToast(null)} />}
    </ToastsContext>
  );
}

function ToastView({ toast, close }: { toast: Toast; close: () => void }) {
  const { t } = useTranslation();
  const undo = useCallback(() => {
    close();
    void toast.undo?.();
  }, [toast, close]);
  useEffect(() => {
    const timer = setTimeout(close, shownMs);
    return () => clearTimeout(timer);
  }, [close]);
  useEffect(() => {
    if (!toast.undo) return undefined;
    const listen = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]');
      if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !inField) {
        event.preventDefault();
        undo();
      }
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [toast, undo]);
  return (
    <div className={`toast ${toast.tone}`} role={toast.tone === 'failed' ? 'alert' : 'status'}>
      <span className="grow">{toast.text || t('ui.failed.text')}</span>
      {toast.undo && (
        <>
          <Button kind="quiet" className="acc" onClick={undo}>
            {t('action.undo')}
          </Button>
          <Kbd>Ctrl Z</Kbd>
        </>
      )}
      <IconButton icon={X} label={t('action.close')} onClick={close} />
      {toast.undo && <i className="toast-time" />}
    </div>
  );
}
