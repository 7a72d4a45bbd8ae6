import { useRef, useState, type DragEvent } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FileSpreadsheet, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { upload } from '#platform/context/web/api.ts';
import { useMeta } from '#platform/context/web/meta.ts';
import { Button, Icon } from '#ui/Button.tsx';
import { Page, Section } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { useImports, type Import } from './importQueries.ts';

/** Drop a file, or look at what was imported before. */
export function ImportsPage() {
  const { t } = useTranslation();
  const { object: asked }: { object?: string } = useSearch({ strict: false });
  const { objects } = useMeta();
  const importable = Object.values(objects).filter((object) => object.can.import && object.partOf === undefined && object.access !== 'settings');
  const [object, setObject] = useState(asked ?? 'customer');
  const words = useWords();
  return (
    <Page title={t('import.title')}>
      <div className="scroll import-start">
        <div className="seg" role="group" aria-label={t('import.what')}>
          {importable.map((one) => (
            <button key={one.name} type="button" aria-pressed={one.name === object} onClick={() => setObject(one.name)}>
              {words.objects(one.name)}
            </button>
          ))}
        </div>
        <DropZone object={object} />
        <Earlier />
      </div>
    </Page>
  );
}

function DropZone({ object }: { object: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toasts = useToasts();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const send = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    try {
      const made = await upload<Import>('/imports', { object }, file);
      await navigate({ to: `/import/${made.id}` });
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
      setBusy(false);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={`drop${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon of={FileSpreadsheet} size={20} />
      <div className="fs14">{t('import.drop')}</div>
      <div className="t3 fs12">{t('import.formats')}</div>
      <Button kind="primary" icon={Upload} busy={isBusy} onClick={() => input.current?.click()}>
        {t('import.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx"
        aria-label={t('import.choose')}
        onChange={(event) => {
          void send(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function Earlier() {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const navigate = useNavigate();
  const imports = useImports();
  return (
    <Section title={t('import.earlier')}>
      <QueryView query={imports}>
        {(items) =>
          items.length === 0 ? (
            <div className="t3">{t('import.noneEarlier')}</div>
          ) : (
            <div role="list">
              {items.map((item) => (
                <a
                  key={item.id}
                  role="listitem"
                  className="ri related"
                  href={`/import/${item.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    void navigate({ to: `/import/${item.id}` });
                  }}
                >
                  <span className="ell">{item.fileName}</span>
                  <span className="t2">{words.objects(item.object)}</span>
                  <span className="t2">{t(`import.state.${item.state}`)}</span>
                  <span className="t2">{t('import.rows', { n: format.count(item.counts.rows || item.totalRows || 0) })}</span>
                  <span className="t3">{format.instant(item.createdAt)}</span>
                </a>
              ))}
            </div>
          )
        }
      </QueryView>
    </Section>
  );
}
