import { useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { FieldValue } from './FieldValue.tsx';
import { textOf, valueOf, type RecordData, type References } from './record.ts';
import { useWords } from './recordSource.ts';

/** The list of a phone: two lines a row, the title and three facts. */
export function RecordRows({
  object,
  columns,
  rows,
  references,
  onOpen,
  onNearEnd,
}: {
  object: ObjectDefinition;
  columns: readonly string[];
  rows: readonly RecordData[];
  references: References;
  onOpen: (row: RecordData) => void;
  onNearEnd: () => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const words = useWords();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 68,
    overscan: 8,
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1);
      if (last && last.index > rows.length - 40) onNearEnd();
    },
  });
  const rest = columns.filter((name) => name !== object.titleField);
  const end = rest.find((name) => object.fields[name]?.kind === 'money' || object.fields[name]?.kind === 'date');
  const below = rest.filter((name) => name !== end).slice(0, 3);
  const cell = (name: string, row: RecordData) => {
    const field = object.fields[name];
    return field && valueOf(row, name) !== null ? (
      <FieldValue key={name} object={object.name} name={name} field={field} record={row} references={references} />
    ) : null;
  };
  return (
    <div className="scroll rows2" ref={scroller} role="list" aria-label={words.objects(object.name)}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          return (
            row && (
              <div role="listitem" key={row.id} style={{ position: 'absolute', top: start, height: size, left: 0, right: 0 }}>
                <button type="button" className="row2" onClick={() => onOpen(row)}>
                  <span className="row">
                    <span className="grow ell fs14">{textOf(valueOf(row, object.titleField))}</span>
                    {end && cell(end, row)}
                  </span>
                  <span className="row g12 t2 fs12">{below.map((name) => cell(name, row))}</span>
                </button>
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
