import { Select } from 'antd';
import { ArrowRight, Check, CircleDashed, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta, type MetaObject } from '#platform/context/web/meta.ts';
import { Icon } from '#ui/Button.tsx';
import { useWords } from '#ui/records/recordSource.ts';
import type { ColumnMapping, Import } from './importQueries.ts';

/** Each column of the file, its first values, the field it goes to, and how that was recognised. */
export function MappingTable({
  object,
  data,
  isEditable,
  change,
}: {
  object: MetaObject;
  data: Import;
  isEditable: boolean;
  change: (mapping: ColumnMapping[]) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { objects } = useMeta();
  const ofPath = (path: string) => {
    const [first = '', second] = path.split('.');
    const target = object.fields[first]?.target ?? '';
    return second === undefined
      ? words.field(object.name, first, object.fields[first])
      : `${words.field(object.name, first, object.fields[first])} · ${words.field(target, second, objects[target]?.fields[second])}`;
  };
  const options = Object.entries(object.fields)
    .filter(([name, field]) => !['version', 'createdBy', 'deletedAt', 'updatedAt'].includes(name) && (!field.readOnly || name === 'id'))
    .map(([name, field]) => ({ value: name, label: words.field(object.name, name, field) }));
  const taken = new Set(data.mapping.flatMap((column) => column.field ?? []));
  const known = data.mapping.filter((column) => column.field).length;
  const put = (at: ColumnMapping, fieldName: string | null) =>
    change(
      data.mapping.map((column) =>
        column.column === at.column
          ? { column: at.column, header: at.header, field: fieldName, how: fieldName ? 'chosen' : 'none', confidence: fieldName ? 1 : 0 }
          : column,
      ),
    );
  return (
    <section>
      <h2 className="h2">
        {t('import.mapping')}
        <span className="c">{t('import.mappingCount', { all: data.mapping.length, known, ignored: data.mapping.length - known })}</span>
      </h2>
      <div className="map" role="table" aria-label={t('import.mapping')}>
        <div className="map-h" role="row">
          <span role="columnheader">{t('import.column')}</span>
          <span role="columnheader">{t('import.firstRows')}</span>
          <span />
          <span role="columnheader">{t('import.field')}</span>
          <span role="columnheader">{t('import.how')}</span>
        </div>
        {data.mapping.map((column) => (
          <div role="row" key={column.column} className={column.field ? '' : 'off'}>
            <span className="ell" role="cell">
              {column.header || t('import.noName')}
            </span>
            <span className="t2 ell" role="cell" title={samplesOf(data, column.column).join('\n')}>
              {samplesOf(data, column.column).slice(0, 3).join(' · ')}
            </span>
            <Icon of={ArrowRight} size={14} />
            <span role="cell">
              <Select
                aria-label={t('import.fieldFor', { column: column.header })}
                value={column.field ?? ''}
                disabled={!isEditable}
                showSearch={{ optionFilterProp: 'label' }}
                popupMatchSelectWidth={220}
                {...(column.field && column.confidence < 0.6 ? { status: 'warning' as const } : {})}
                options={[
                  { value: '', label: t('import.ignore') },
                  ...(column.field && !options.some((option) => option.value === column.field) ? [{ value: column.field, label: ofPath(column.field) }] : []),
                  ...options.map((option) => ({ ...option, disabled: taken.has(option.value) && option.value !== column.field })),
                ]}
                onChange={(next: string) => put(column, next || null)}
              />
            </span>
            <How column={column} />
          </div>
        ))}
      </div>
    </section>
  );
}

const samplesOf = (data: Import, column: number) => data.table.sample.map((row) => row[column] ?? '').filter(Boolean);

function How({ column }: { column: ColumnMapping }) {
  const { t } = useTranslation();
  if (!column.field)
    return (
      <span className="row g6 t3 fs12" role="cell">
        <Icon of={X} size={14} />
        {t('import.ignored')}
      </span>
    );
  const isSure = column.confidence >= 0.85;
  const isDoubtful = column.confidence < 0.6;
  return (
    <span className={`row g6 fs12 ${isDoubtful ? 'warn' : 't2'}`} role="cell">
      <span className={isSure ? 'rise row' : isDoubtful ? 'warn row' : 'acc row'}>
        <Icon of={isSure ? Check : isDoubtful ? TriangleAlert : CircleDashed} size={14} />
      </span>
      {t([`import.how.${column.how}`, 'import.how.other'])}
    </span>
  );
}
