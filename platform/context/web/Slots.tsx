import { createElement, Suspense } from 'react';
import { useSlot, type SlotProps } from './webModule.ts';

/** What upper modules put into this place; each arrives on its own and never blanks the page. */
export function Slots({ name, from = -Infinity, to = Infinity, ...props }: SlotProps & { name: string; from?: number; to?: number }) {
  return useSlot(name)
    .filter((entry) => entry.order >= from && entry.order < to)
    .map((entry) => (
      <Suspense key={entry.order} fallback={null}>
        {createElement(entry.component, props)}
      </Suspense>
    ));
}
