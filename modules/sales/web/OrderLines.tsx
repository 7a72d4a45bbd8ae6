import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { minorToMoney } from '#kernel/money.ts';
import { patch } from '#platform/context/web/api.ts';
import { useObject, type MetaObject } from '#platform/context/web/meta.ts';
import type { SlotProps } from '#platform/context/web/webModule.ts';
import { useDone, useRecords, type FullRecord } from '#platform/records/web/recordQueries.ts';
import { Button, IconButton } from '#ui/Button.tsx';
import { Section } from '#ui/Page.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { FieldEditor } from '#ui/records/FieldEditor.tsx';
import { trimmedDecimal } from '#ui/records/FieldValue.tsx';
import { textOf, type RecordData, type References } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { lineAmount } from '../shared/order.rules.ts';

interface Line {
  key: string;
  id?: string;
  productId: string | null;
  description: string | null;
  quantity: string;
  unitPrice: string;
  discountRate: string;
}

/** The lines of an order as a table that is typed into; stored together with the order. */
export function OrderLines({ record, inPeek = false }: SlotProps) {
  const order = useObject('order');
  const line = useObject('orderLine');
  return order && line ? <LineTable key={record.version} order={order} line={line} record={record} inPeek={inPeek} /> : null;
}

function LineTable({ order, line, record, inPeek }: { order: MetaObject; line: MetaObject; record: RecordData; inPeek: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = useDone();
  const [lines, setLines] = useState<Line[]>(() => linesOf(record));
  const [isChanged, setChanged] = useState(false);
  const references = useProductTitles(lines);
  const currency = textOf(record['currency']) || format.currency;
  const canUpdate = !inPeek && (record.can?.update ?? order.can.update);
  const save = useMutation({
    mutationFn: () => patch<FullRecord>(`/orders/${record.id}`, { lines: lines.map(({ key: _key, ...rest }) => rest) }, record.version),
    onSuccess: (written) => {
      setChanged(false);
      done(t('order.linesSaved'), 'order', [written]);
    },
  });
  const change = (next: (before: Line[]) => Line[]) => {
    setChanged(true);
    setLines(next);
  };
  const cancel = () => {
    setLines(linesOf(record));
    setChanged(false);
  };
  const shown = columns.filter((name) => !inPeek || name !== 'discountRate');
  if (inPeek && lines.length === 0) return null;
  return (
    <Section
      title={t('order.lines')}
      count={lines.length || undefined}
      aside={isChanged && <SaveLines isBusy={save.isPending} save={() => save.mutate()} cancel={cancel} />}
    >
      <div className="lines-box">
        <table className="lines">
          <LinesHead line={line} shown={shown} canUpdate={canUpdate} />
          <tbody>
            {lines.map((one) => (
              <LineRow
                key={one.key}
                one={one}
                line={line}
                references={references}
                currency={currency}
                shown={shown}
                put={canUpdate ? (part) => change((before) => before.map((other) => (other.key === one.key ? { ...other, ...part } : other))) : undefined}
                drop={() => change((before) => before.filter((other) => other.key !== one.key))}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={shown.length - 1}>
                {canUpdate && (
                  <Button kind="quiet" icon={Plus} onClick={() => change((before) => [...before, emptyLine(before.length)])}>
                    {t('order.addLine')}
                  </Button>
                )}
              </td>
              <td className="num st" colSpan={canUpdate ? 3 : 2}>
                {format.moneyExact(
                  lines.length > 0
                    ? minorToMoney(
                        lines.reduce((sum, one) => sum + amountOf(one, currency), 0),
                        currency,
                      )
                    : textOf(record['amount']),
                  currency,
                )}
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
    </Section>
  );
}

const emptyLine = (position: number): Line => ({
  key: `new${position}.${performance.now()}`,
  productId: null,
  description: null,
  quantity: '1',
  unitPrice: '0',
  discountRate: '0',
});

function SaveLines({ isBusy, save, cancel }: { isBusy: boolean; save: () => void; cancel: () => void }) {
  const { t } = useTranslation();
  return (
    <span className="row g6">
      <Button kind="quiet" onClick={cancel}>
        {t('action.cancel')}
      </Button>
      <Button kind="primary" busy={isBusy} onClick={save}>
        {t('action.save')}
      </Button>
    </span>
  );
}

function LinesHead({ line, shown, canUpdate }: { line: MetaObject; shown: readonly ColumnName[]; canUpdate: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <thead>
      <tr>
        {shown.map((name) => (
          <th key={name} className={numeric.has(name) ? 'num' : ''}>
            {words.field('orderLine', name, line.fields[name])}
          </th>
        ))}
        <th className="num">{words.field('orderLine', 'amount')}</th>
        {canUpdate && <th aria-label={t('action.delete')} />}
      </tr>
    </thead>
  );
}

function useProductTitles(lines: readonly Line[]): References {
  const ids = [...new Set(lines.flatMap((one) => one.productId ?? []))];
  const products = useRecords(useObject('product'), { filter: { field: 'id', op: 'in', value: ids }, fields: ['name'], limit: 500 }, ids.length > 0);
  return Object.fromEntries((products.data?.items ?? []).map((item) => [item.id, { object: 'product', title: textOf(item['name']) }]));
}

const columns = ['productId', 'description', 'quantity', 'unitPrice', 'discountRate'] as const;
type ColumnName = (typeof columns)[number];
const numeric = new Set<string>(['quantity', 'unitPrice', 'discountRate']);
const isDecimal = (text: string) => /^\d+(\.\d+)?$/.test(text);
/** In minor units, as the server will store it; 0 while a number is being typed. */
const amountOf = (one: Line, currency: string) =>
  isDecimal(one.quantity) && isDecimal(one.unitPrice) && isDecimal(one.discountRate) ? lineAmount(one, currency) : 0;

function LineRow({
  one,
  line,
  references,
  currency,
  shown,
  put,
  drop,
}: {
  one: Line;
  line: MetaObject;
  references: References;
  currency: string;
  shown: readonly ColumnName[];
  put: ((change: Partial<Line>) => void) | undefined;
  drop: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const cell = (name: ColumnName) => {
    const field = line.fields[name];
    if (!field) return null;
    if (!put)
      return name === 'productId' ? (references[one.productId ?? '']?.title ?? '') : numeric.has(name) ? trimmedDecimal(textOf(one[name])) : textOf(one[name]);
    return (
      <FieldEditor
        object="orderLine"
        name={name}
        field={field}
        value={name === 'productId' || name === 'description' ? one[name] : trimmedDecimal(one[name])}
        references={references}
        label={words.field('orderLine', name, field)}
        className="cell-input"
        onChange={(value) => put({ [name]: value ?? (numeric.has(name) ? '0' : null) })}
      />
    );
  };
  return (
    <tr>
      {shown.map((name) => (
        <td key={name} className={numeric.has(name) ? 'num' : ''}>
          {cell(name)}
        </td>
      ))}
      <td className="num">{format.moneyExact(minorToMoney(amountOf(one, currency), currency), currency)}</td>
      {put && (
        <td>
          <IconButton icon={X} label={t('order.removeLine')} onClick={drop} />
        </td>
      )}
    </tr>
  );
}

function linesOf(record: RecordData): Line[] {
  const lines = Array.isArray(record['lines']) ? (record['lines'] as RecordData[]) : [];
  return lines.map((line) => ({
    key: line.id,
    id: line.id,
    productId: textOf(line['productId']) || null,
    description: textOf(line['description']) || null,
    quantity: textOf(line['quantity']),
    unitPrice: textOf(line['unitPrice']),
    discountRate: textOf(line['discountRate']),
  }));
}
