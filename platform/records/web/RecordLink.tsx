import type { ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';

/** A quiet link inside the application; with Ctrl or Cmd it opens beside. */
export function RecordLink({ to, children, className = '', title }: { to: string; children: ReactNode; className?: string; title?: string }) {
  const navigate = useNavigate();
  return (
    <a
      href={to}
      className={`link-quiet ${className}`}
      title={title || undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        void navigate({ to });
      }}
    >
      {children}
    </a>
  );
}
