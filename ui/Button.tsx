import type { ButtonHTMLAttributes, ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';
import { Tooltip } from 'antd';

type Kind = 'primary' | 'default' | 'quiet' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  icon?: LucideIcon;
  /** A key that does the same, shown in a small cap. */
  hint?: string;
  busy?: boolean;
}

const classOf: Record<Kind, string> = { primary: 'btn primary', default: 'btn', quiet: 'btn quiet', danger: 'btn quiet danger' };

export function Button({ kind = 'default', icon, hint, busy = false, children, disabled, type = 'button', className, ...rest }: ButtonProps) {
  return (
    <button type={type} className={`${classOf[kind]}${className ? ` ${className}` : ''}`} disabled={disabled || busy} aria-busy={busy} {...rest}>
      {busy ? <span className="spin" aria-hidden /> : icon && <Icon of={icon} />}
      {children}
      {hint && <Kbd>{hint}</Kbd>}
    </button>
  );
}

/** Square, for actions known by their sign alone. */
export function IconButton({ icon, label, className, ...rest }: { icon: LucideIcon; label: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <Tooltip title={label} mouseEnterDelay={0.5}>
      <button type="button" className={`ib${className ? ` ${className}` : ''}`} aria-label={label} {...rest}>
        <Icon of={icon} />
      </button>
    </Tooltip>
  );
}

export function Icon({ of: Shape, size = 16, className }: { of: LucideIcon; size?: number; className?: string }) {
  return <Shape className={`i${size < 16 ? ' s' : size > 16 ? ' l' : ''}${className ? ` ${className}` : ''}`} size={size} strokeWidth={1.75} aria-hidden />;
}

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="kbd" aria-hidden>
    {children}
  </kbd>
);
