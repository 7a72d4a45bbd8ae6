import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Check, ChevronRight, FileSpreadsheet, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMeta } from '#platform/context/web/meta.ts';
import { Button, Icon } from '#ui/Button.tsx';
import { formatBytes } from '#ui/format.ts';
import { Page } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { MappingTable } from './MappingTable.tsx';
import { ImportRail } from './ImportRail.tsx';
import { isMoving, useImport, useImportSteps, type Import, type OnDuplicate } from './importQueries.ts';

const steps = ['file', 'mapping', 'check', 'import'] as const;

/** File, columns, dry run, import: one page, the next step is always top right. */
export function ImportPage() {
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const current = useImport(id);
  return (
    <QueryView query={current} rows={12}>
      {(data) => <Wizard data={data} />}
    </QueryView>
  );
}

const stepOf = (data: Import): number => (data.state === 'draft' || data.state === 'checking' ? 1 : data.state === 'checked' ? 2 : 3);

function Wizard({ data }: { data: Import }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { objects } = useMeta();
  const { change, step } = useImportSteps(data.id);
  const object = objects[data.object];
  const at = stepOf(data);
  const isBusy = step.isPending || isMoving(data.state);
  const isEditable = data.state === 'draft' || data.state === 'checked' || data.state === 'failed';
  useEffect(() => {
    if (data.state === 'done' || data.state === 'undone')
      for (const key of [data.object, 'meta', 'my-day', 'imports']) void client.invalidateQueries({ queryKey: [key] });
  }, [data.state, data.object, client]);
  return (
    <Page
      title={
        <span className="row g4">
          <a
            className="t2 link-quiet"
            href="/import"
            onClick={(event) => {
              event.preventDefault();
              void navigate({ to: '/import' });
            }}
          >
            {t('import.title')}
          </a>
          <Icon of={ChevronRight} size={14} />
          <h1>{words.objects(data.object)}</h1>
        </span>
      }
      after={<Steps at={at} />}
      actions={
        <>
          <UndoImport data={data} isBusy={step.isPending} undo={() => step.mutate('undo')} />
          <NextStep data={data} isBusy={isBusy} run={step.mutate} />
        </>
      }
    >
      <div className="cols import-cols">
        <div className="left">
          <FileLine data={data} />
          {object && <MappingTable object={object} data={data} isEditable={isEditable && !isBusy} change={(mapping) => change.mutate({ mapping })} />}
          <Duplicates value={data.onDuplicate} isEditable={isEditable && !isBusy} choose={(onDuplicate) => change.mutate({ onDuplicate })} />
        </div>
        <ImportRail data={data} isEditable={isEditable && !isBusy} change={(body) => change.mutate(body)} />
      </div>
    </Page>
  );
}

function UndoImport({ data, isBusy, undo }: { data: Import; isBusy: boolean; undo: () => void }) {
  const { t } = useTranslation();
  if (data.canUndo && data.state === 'done')
    return (
      <Button icon={Undo2} busy={isBusy} onClick={undo}>
        {t('import.undo')}
      </Button>
    );
  return data.state === 'undone' ? null : (
    <span className="t3 fs12 row g4 wide-only">
      <Icon of={Undo2} size={14} />
      {t('import.undoable')}
    </span>
  );
}

function NextStep({ data, isBusy, run }: { data: Import; isBusy: boolean; run: (step: 'check' | 'start') => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const navigate = useNavigate();
  const { objects } = useMeta();
  if (data.state === 'checked')
    return (
      <Button kind="primary" busy={isBusy} onClick={() => run('start')}>
        {t('import.start', { n: format.count(data.counts.created + data.counts.updated) })}
      </Button>
    );
  if (data.state === 'done' || data.state === 'undone')
    return (
      <Button kind="primary" onClick={() => void navigate({ to: `/${objects[data.object]?.path ?? ''}` })}>
        {t('import.seeList', { objects: words.objects(data.object) })}
      </Button>
    );
  return (
    <Button kind="primary" busy={isBusy} disabled={!data.mapping.some((column) => column.field)} onClick={() => run('check')}>
      {t('import.check')}
    </Button>
  );
}

function Steps({ at }: { at: number }) {
  const { t } = useTranslation();
  return (
    <ol className="wizard-steps" aria-label={t('import.steps')}>
      {steps.map((name, index) => (
        <li key={name} className={index === at ? 'on' : ''} aria-current={index === at ? 'step' : undefined}>
          {index < at ? (
            <span className="done">
              <Icon of={Check} size={14} />
            </span>
          ) : (
            <span className="n">{index + 1}</span>
          )}
          {t(`import.step.${name}`)}
        </li>
      ))}
    </ol>
  );
}

function FileLine({ data }: { data: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { table } = data;
  const facts = [
    data.totalRows ? t('import.rows', { n: format.count(data.totalRows) }) : '',
    t('import.columnCount', { n: table.headers.length }),
    formatBytes(data.sizeBytes),
    table.format === 'csv'
      ? t([`import.delimiter.${table.delimiter === '\t' ? 'tab' : table.delimiter}`, 'import.delimiter.other'])
      : table.format.toUpperCase(),
    table.hasHeader ? t('import.hasHeader') : t('import.noHeader'),
  ];
  return (
    <div className="file-line">
      <Icon of={FileSpreadsheet} size={20} />
      <div className="grow">
        <div className="ell">{data.fileName}</div>
        <div className="t3 fs12">{facts.filter(Boolean).join(' · ')}</div>
      </div>
    </div>
  );
}

const policies: OnDuplicate[] = ['fill', 'update', 'skip', 'create'];

function Duplicates({ value, isEditable, choose }: { value: OnDuplicate; isEditable: boolean; choose: (value: OnDuplicate) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="policies" disabled={!isEditable}>
      <legend className="h2">{t('import.onDuplicate')}</legend>
      {policies.map((policy) => (
        <label key={policy}>
          <input type="radio" name="onDuplicate" className="sr" checked={value === policy} onChange={() => choose(policy)} />
          <span className={`rd${value === policy ? ' on' : ''}`} aria-hidden />
          <span>
            <span>{t(`import.policy.${policy}`)}</span>
            <span className="t3 fs12">{t(`import.policy.${policy}.text`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
