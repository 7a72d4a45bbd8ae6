import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '#platform/context/web/api.ts';
import { Button } from '#ui/Button.tsx';
import { languages, usePreferences } from '#ui/preferences.ts';

interface GateProps {
  title: string;
  text?: string;
  action: string;
  submit: () => Promise<unknown>;
  children: ReactNode;
}

/** The pages before the sign-in: one short form. */
export function Gate({ title, text, action, submit, children }: GateProps) {
  const { t } = useTranslation();
  const { language, set } = usePreferences();
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await submit();
    } catch (error) {
      setFailure(reasonOf(error) || t('ui.failed.title'));
    }
    setBusy(false);
  };
  return (
    <div className="gate">
      <form onSubmit={(event) => void send(event)}>
        <span className="mark">{t('app.mark')}</span>
        <h1>{title}</h1>
        {text && <p>{text}</p>}
        {children}
        {failure && (
          <div className="err" role="alert">
            {failure}
          </div>
        )}
        <Button kind="primary" type="submit" busy={isBusy}>
          {action}
        </Button>
        <div className="row g12 fs12 gate-languages">
          {languages.map((one) => (
            <button key={one} type="button" className={one === language ? 't3' : 'link'} aria-pressed={one === language} onClick={() => set({ language: one })}>
              {t(`language.${one}`)}
            </button>
          ))}
        </div>
      </form>
    </div>
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : '';
  return [error.title, ...error.errors.map((problem) => problem.message)].filter(Boolean).join(' ');
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'email' | 'password';
  autoComplete?: string;
  help?: string;
  autoFocus?: boolean;
}

export function TextField({ label, value, onChange, type = 'text', autoComplete, help, autoFocus = false }: TextFieldProps) {
  return (
    <div className="fld">
      <label>
        <span className="lbl">{label}</span>
        <input
          className="field-input"
          type={type}
          required
          autoFocus={autoFocus}
          autoComplete={autoComplete}
          minLength={type === 'password' && autoComplete === 'new-password' ? 10 : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {help && <div className="help">{help}</div>}
    </div>
  );
}
