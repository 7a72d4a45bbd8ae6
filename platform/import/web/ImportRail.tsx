import { useTranslation } from 'react-i18next';
import { fileUrl } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { Section } from '#ui/Page.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf } from '#ui/records/record.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { isMoving, type Import, type ImportChange } from './importQueries.ts';

/** Encoding, dry run, result, and the rows that are wrong. */
export function ImportRail({ data, isEditable, change }: { data: Import; isEditable: boolean; change: (body: ImportChange) => void }) {
  return (
    <aside className="rail">
      {data.table.encodings.length > 0 && <Encodings data={data} isEditable={isEditable} change={change} />}
      <Progress data={data} />
      <Counts data={data} />
      <Problems data={data} />
    </aside>
  );
}

function Encodings({ data, isEditable, change }: { data: Import; isEditable: boolean; change: (body: ImportChange) => void }) {
  const { t } = useTranslation();
  return (
    <Section title={t('import.encoding')}>
      <div role="radiogroup" aria-label={t('import.encoding')}>
        {data.table.encodings.slice(0, 4).map(({ encoding, confidence, sample }) => {
          const isOn = encoding === data.table.encoding;
          return (
            <button
              key={encoding}
              type="button"
              role="radio"
              aria-checked={isOn}
              disabled={!isEditable && !isOn}
              className={`enc${isOn ? ' on' : ''}`}
              onClick={() => {
                if (!isOn) change({ encoding });
              }}
            >
              <span className={`rd${isOn ? ' on' : ''}`} aria-hidden />
              <span className="grow">
                <span className="row">
                  <span className="grow">{encoding.toUpperCase()}</span>
                  {isOn && <span className="rise fs12">{t('import.confidence', { percent: Math.round(confidence * 100) })}</span>}
                </span>
                <span className="t3 fs12 ell enc-sample">{sample.slice(0, 5).join(' · ')}</span>
              </span>
            </button>
          );
        })}
      </div>
      <label className="row g6 check">
        <input type="checkbox" checked={data.table.hasHeader} disabled={!isEditable} onChange={(event) => change({ hasHeader: event.target.checked })} />
        {t('import.firstRowIsHeader')}
      </label>
    </Section>
  );
}

function Progress({ data }: { data: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!isMoving(data.state)) return null;
  const percent = data.totalRows ? Math.min(100, Math.round((data.counts.rows / data.totalRows) * 100)) : 0;
  return (
    <div className="progress" role="progressbar" aria-valuenow={percent} aria-label={t(`import.state.${data.state}`)}>
      <div className="row">
        <span className="grow">
          {t(`import.state.${data.state}`)} {format.count(data.counts.rows)}
          {data.totalRows ? ` / ${format.count(data.totalRows)}` : ''}
        </span>
        <span className="t3 fs12">{percent}%</span>
      </div>
      <span className="meter">
        <i style={{ width: `${percent}%` }} />
      </span>
    </div>
  );
}

const parts = [
  ['created', 'var(--viz-seq-5)'],
  ['updated', 'var(--viz-seq-3)'],
  ['skipped', 'var(--viz-neutral)'],
  ['failed', 'var(--danger-mark)'],
] as const;

const countTitles: Partial<Record<Import['state'], string>> = { checked: 'import.dryRun', undone: 'import.undone', failed: 'import.failedTitle' };

function Counts({ data }: { data: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (data.state === 'draft') return <p className="t3">{t('import.checkFirst')}</p>;
  if (data.state === 'checking') return null;
  const isDry = data.state === 'checked';
  const kept = data.state === 'undone' ? (data.undo?.kept ?? 0) : 0;
  return (
    <Section title={t(countTitles[data.state] ?? 'import.result')} aside={isDry && t('import.dryRunText')}>
      <div className="age" aria-hidden>
        {parts.map(([name, color]) => data.counts[name] > 0 && <i key={name} style={{ flex: data.counts[name], background: color }} />)}
      </div>
      {parts.map(([name, color]) => (
        <div className="row count-row" key={name}>
          <i className="sw" style={{ background: color }} />
          <span className="grow">{t(`import.count.${name}`)}</span>
          <span>{format.count(data.counts[name])}</span>
          <span className="count-more">
            {name === 'failed' && data.counts.failed > 0 && (
              <a className="link fs12" href={fileUrl(`/imports/${data.id}/failures`)} download>
                {t('import.failures')}
              </a>
            )}
          </span>
        </div>
      ))}
      {kept > 0 && <p className="t2">{t('import.kept', { n: format.count(kept) })}</p>}
    </Section>
  );
}

function Problems({ data }: { data: Import }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const { objects } = useMeta();
  if (data.problems.length === 0) return null;
  return (
    <Section title={t('import.problems')}>
      {data.problems.slice(0, 30).map((problem, index) => (
        <div className="problem" key={index}>
          <span className="t3 nw">{t('import.row', { n: format.count(problem.row) })}</span>
          <span>
            {problem.path && `${words.field(data.object, problem.path, objects[data.object]?.fields[problem.path])} `}
            {textOf(problem.value) !== '' && t('import.quoted', { value: textOf(problem.value).slice(0, 40) })}
            {problem.message}
          </span>
        </div>
      ))}
    </Section>
  );
}
