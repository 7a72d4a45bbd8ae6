import type { ReactNode } from 'react';

/** The inset panel: a top bar that stays, an optional toolbar, and content that scrolls inside. */
export function Page({
  title,
  after,
  actions,
  toolbar,
  children,
}: {
  title: ReactNode;
  after?: ReactNode;
  actions?: ReactNode;
  toolbar?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="panel">
      <header className="top">
        {typeof title === 'string' ? <h1>{title}</h1> : title}
        {after}
        <span className="grow" />
        {actions}
      </header>
      {toolbar && <div className="bar">{toolbar}</div>}
      {children}
    </main>
  );
}

export function Section({ title, count, aside, children }: { title: ReactNode; count?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="sect">
      <h2 className="h2">
        {title}
        {count !== undefined && <span className="c">{count}</span>}
        {aside && <span className="r">{aside}</span>}
      </h2>
      {children}
    </section>
  );
}
