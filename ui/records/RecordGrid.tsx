import { useEffect, useMemo, useRef, type UIEvent } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  DataGrid,
  useHeaderRowSelection,
  useRowSelection,
  type CellKeyboardEvent,
  type CellKeyDownArgs,
  type Column,
  type DataGridHandle,
  type RenderEditCellProps,
} from 'react-data-grid';
import 'react-data-grid/lib/styles.css';
import { useTranslation } from 'react-i18next';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field } from '#kernel/objects/field.ts';
import { Icon } from '../Button.tsx';
import { usePreferences } from '../preferences.ts';
import { FieldEditor } from './FieldEditor.tsx';
import { FieldValue, isNumeric } from './FieldValue.tsx';
import { textOf, valueOf, withValue, type RecordData, type References } from './record.ts';
import { useRecordSource, useWords } from './recordSource.ts';

export interface RecordGridProps {
  object: ObjectDefinition;
  columns: readonly string[];
  widths: Record<string, number>;
  onResize: (column: string, width: number) => void;
  rows: readonly RecordData[];
  references: References;
  sort: string;
  onSort: (sort: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: Set<string>) => void;
  activeId: string | undefined;
  onActive: (row: RecordData) => void;
  onPeek: (row: RecordData) => void;
  onOpen: (row: RecordData) => void;
  /** Absent: the list cannot be edited. */
  onSave?: ((row: RecordData, fieldName: string, value: unknown) => void) | undefined;
  onNearEnd: () => void;
}

const rowHeights = { compact: 32, comfortable: 40, touch: 48 };

/** Virtual rows, a frozen title, resizing, editing in place; the keys of lists are not taken by cells. */
export function RecordGrid(props: RecordGridProps) {
  const { object, rows, selected, onSelect, activeId, onNearEnd, onResize, sort, onSort } = props;
  const words = useWords();
  const { density } = usePreferences();
  const handle = useRef<DataGridHandle>(null);
  const columns = useColumns(props);
  useEffect(() => {
    const rowIdx = rows.findIndex((row) => row.id === activeId);
    if (rowIdx >= 0 && !handle.current?.element?.contains(document.activeElement)) handle.current?.scrollToCell({ rowIdx });
    // Only a new active row scrolls; more rows arriving do not.
  }, [activeId]);
  const near = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < Math.max(3000, clientHeight * 3)) onNearEnd();
  };
  return (
    <DataGrid<RecordData, unknown, string>
      ref={handle}
      className="zgrid"
      aria-label={words.objects(object.name)}
      columns={columns}
      rows={rows}
      rowKeyGetter={(row) => row.id}
      rowHeight={rowHeights[density]}
      headerRowHeight={density === 'compact' ? 32 : 36}
      selectedRows={selected}
      onSelectedRowsChange={onSelect}
      sortColumns={sort ? [{ columnKey: sort.replace('-', ''), direction: sort.startsWith('-') ? 'DESC' : 'ASC' }] : []}
      onSortColumnsChange={(next) => {
        const first = next[0];
        onSort(first ? `${first.direction === 'DESC' ? '-' : ''}${first.columnKey}` : '');
      }}
      onColumnResize={(column, width) => onResize(column.key, Math.round(width))}
      onScroll={near}
      onCellKeyDown={(args, event) => cellKey(props, args, event)}
      onRowsChange={(next, { indexes, column }) => {
        const row = rows[indexes[0] ?? -1];
        const after = next[indexes[0] ?? -1];
        if (row && after) saveIfChanged(props, row, after, column.key);
      }}
      onSelectedCellChange={({ row }) => {
        if (row && row.id !== activeId) props.onActive(row);
      }}
      rowClass={(row) => (row.id === activeId ? 'on-row' : undefined)}
    />
  );
}

function saveIfChanged(props: RecordGridProps, row: RecordData, after: RecordData, name: string) {
  const value = valueOf(after, name);
  if (value !== valueOf(row, name)) props.onSave?.(row, name, value);
}

/** Letters belong to the list's shortcuts: F2 or a double click edits. */
function cellKey({ rows, onOpen, onPeek }: RecordGridProps, args: CellKeyDownArgs<RecordData>, event: CellKeyboardEvent) {
  if (args.mode === 'EDIT') {
    if (event.nativeEvent.isComposing || event.key === 'Enter') event.preventGridDefault();
    return;
  }
  const to = (rowIdx: number, enableEditor = false) =>
    args.selectCell({ idx: args.column.idx, rowIdx: Math.max(0, Math.min(rows.length - 1, rowIdx)) }, { enableEditor, shouldFocusCell: true });
  const acts: Record<string, () => void> = {
    Enter: () => onOpen(args.row),
    F2: () => to(args.rowIdx, true),
    j: () => to(args.rowIdx + 1),
    k: () => to(args.rowIdx - 1),
    // The grid would choose the header, which is always in sight, and stay where it is.
    'Ctrl Home': () => to(0),
    ...(args.column.key === 'select' ? {} : { ' ': () => onPeek(args.row) }),
  };
  const pressed = pressedKey(event);
  const act = acts[pressed];
  if (act) {
    event.preventGridDefault();
    event.preventDefault();
    act();
  } else if (pressed.length === 1 && pressed !== ' ') event.preventGridDefault();
}

const pressedKey = ({ ctrlKey, metaKey, altKey, key }: CellKeyboardEvent) => (altKey ? `Alt ${key}` : ctrlKey || metaKey ? `Ctrl ${key}` : key);

function useColumns({ object, columns, widths, references, sort, onSave, onPeek }: RecordGridProps): Column<RecordData>[] {
  const words = useWords();
  const { t } = useTranslation();
  return useMemo(() => {
    const select: Column<RecordData> = {
      key: 'select',
      name: '',
      width: 44,
      minWidth: 44,
      maxWidth: 44,
      frozen: true,
      cellClass: 'cb-cell',
      headerCellClass: 'cb-cell',
      renderHeaderCell: () => <SelectAll />,
      renderCell: ({ row, rowIdx }) => <SelectRow row={row} label={t('list.select', { name: textOf(valueOf(row, object.titleField)) })} rowIdx={rowIdx} />,
    };
    const shown = columns.flatMap((name, index): Column<RecordData>[] => {
      const field = object.fields[name];
      if (!field) return [];
      const isTitle = name === object.titleField;
      const numeric = isNumeric(field);
      const isEditable = onSave !== undefined && !field.readOnly && field.kind !== 'longText' && field.kind !== 'timestamp';
      return [
        {
          key: name,
          name: words.field(object.name, name, field),
          frozen: isTitle,
          resizable: true,
          sortable: field.sortable === true,
          minWidth: 64,
          sortDescendingFirst: numeric || field.kind === 'date' || field.kind === 'timestamp',
          width:
            widths[name] ??
            (index === columns.length - 1 && index > 0 ? `minmax(${defaultWidth(name, field, isTitle)}px, 1fr)` : defaultWidth(name, field, isTitle)),
          editable: isEditable,
          editorOptions: { commitOnOutsideClick: true, displayCellContent: false },
          ...(numeric ? { cellClass: 'num-cell', headerCellClass: 'num-cell' } : {}),
          renderHeaderCell: () => (
            <HeaderCell text={words.field(object.name, name, field)} direction={sort === name ? 'up' : sort === `-${name}` ? 'down' : null} />
          ),
          renderCell: ({ row }) => (
            <span className="cellbox">
              {isTitle ? (
                <TitleCell row={row} object={object} name={name} untitled={t('ui.untitled')} onPeek={onPeek} />
              ) : (
                <FieldValue object={object.name} name={name} field={field} record={row} references={references} />
              )}
            </span>
          ),
          renderEditCell: isEditable ? (edit) => <CellEditor {...edit} object={object.name} field={field} references={references} /> : null,
        },
      ];
    });
    return [select, ...shown];
  }, [object, columns, widths, references, sort, onSave, onPeek, words, t]);
}

const widthByKind: Partial<Record<Field['kind'], number>> = {
  reference: 130,
  boolean: 80,
  choice: 110,
  money: 118,
  integer: 90,
  decimal: 96,
  date: 110,
  timestamp: 130,
  phone: 140,
  email: 190,
  url: 180,
  longText: 240,
};
const defaultWidth = (name: string, field: Field, isTitle: boolean) =>
  isTitle ? 232 : name === 'grade' ? 76 : field.kind === 'reference' && field.target !== 'member' ? 190 : (widthByKind[field.kind] ?? 130);

function HeaderCell({ text, direction }: { text: string; direction: 'up' | 'down' | null }) {
  return (
    <span className="hcell">
      <span className="ell">{text}</span>
      {direction && <Icon of={direction === 'up' ? ArrowUp : ArrowDown} size={14} />}
    </span>
  );
}

function TitleCell({
  row,
  object,
  name,
  untitled,
  onPeek,
}: {
  row: RecordData;
  object: ObjectDefinition;
  name: string;
  untitled: string;
  onPeek: (row: RecordData) => void;
}) {
  const source = useRecordSource();
  const title = textOf(valueOf(row, name)) || untitled;
  return (
    <a
      className="name"
      tabIndex={-1}
      href={source.recordHref(object.name, row.id)}
      title={title}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onPeek(row);
      }}
    >
      {title}
    </a>
  );
}

function SelectAll() {
  const { t } = useTranslation();
  const { isIndeterminate, isRowSelected, onRowSelectionChange } = useHeaderRowSelection();
  return (
    <input
      type="checkbox"
      style={{ opacity: 1 }}
      aria-label={t('list.selectAll')}
      checked={isRowSelected}
      ref={(node) => {
        if (node) node.indeterminate = isIndeterminate;
      }}
      onChange={(event) => onRowSelectionChange({ checked: event.target.checked })}
    />
  );
}

function SelectRow({ row, label, rowIdx }: { row: RecordData; label: string; rowIdx: number }) {
  const { isRowSelected, onRowSelectionChange } = useRowSelection();
  return (
    <>
      <span className="rownum" aria-hidden>
        {rowIdx + 1}
      </span>
      <input
        type="checkbox"
        aria-label={label}
        checked={isRowSelected}
        onClick={(event) => event.stopPropagation()}
        onChange={(event) =>
          onRowSelectionChange({ row, checked: event.target.checked, isShiftClick: event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey })
        }
      />
    </>
  );
}

function CellEditor({
  row,
  column,
  onRowChange,
  onClose,
  object,
  field,
  references,
}: RenderEditCellProps<RecordData> & { object: string; field: Field; references: References }) {
  return (
    <div className="ed celled">
      <FieldEditor
        object={object}
        name={column.key}
        field={field}
        value={valueOf(row, column.key)}
        references={references}
        autoFocus
        label={textOf(column.name)}
        className="cell-edit"
        onChange={(value) => onRowChange(withValue(row, column.key, value))}
        onCommit={(value) => onRowChange(withValue(row, column.key, value), true)}
        onCancel={() => onClose(false, true)}
      />
    </div>
  );
}
