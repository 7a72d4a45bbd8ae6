import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { History, Maximize2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MetaObject } from '#platform/context/web/meta.ts';
import { Slots } from '#platform/context/web/Slots.tsx';
import { useSlot } from '#platform/context/web/webModule.ts';
import { Button, IconButton, Kbd } from '#ui/Button.tsx';
import { Grade } from '#ui/identity.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useFormat } from '#ui/useFormat.ts';
import { textOf, valueOf } from '#ui/records/record.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { RecordFacts } from './RecordFacts.tsx';
import { RecordSign } from './RecordPage.tsx';
import { useRecord } from './recordQueries.ts';

/** The record beside its list; pushes the list aside and never covers it. */
export function PeekPane({ object, id, place, close }: { object: MetaObject; id: string; place: { at: number; of: number }; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const record = useRecord(object, id);
  const [showsHistory, setShowsHistory] = useState(false);
  const actions = useSlot(`peek.${object.name}.actions`);
  return (
    <aside className="peek" aria-label={t('peek.label')}>
      <div className="peek-top">
        {place.at > 0 && <span className="t2 fs12">{t('peek.place', { at: format.count(place.at), of: format.count(place.of) })}</span>}
        <Kbd>J</Kbd>
        <Kbd>K</Kbd>
        <span className="grow" />
        <IconButton icon={History} label={t('history.title')} className={showsHistory ? 'on' : ''} onClick={() => setShowsHistory(!showsHistory)} />
        <Button kind="quiet" icon={Maximize2} hint="Enter" onClick={() => void navigate({ to: `/${object.path}/${id}` })}>
          {t('action.open')}
        </Button>
        <IconButton icon={X} label={t('action.close')} onClick={close} />
      </div>
      <div className="peek-body">
        <QueryView query={record} rows={8}>
          {(data) => (
            <>
              <div className="peek-head">
                <RecordSign object={object} record={data} />
                <div className="grow">
                  <h2 className="row">
                    {textOf(valueOf(data, object.titleField)) || t('ui.untitled')}
                    <Grade grade={textOf(data['grade']) || null} />
                  </h2>
                  <PeekSubtitle object={object} values={[data['industry'], data['province'], data['city'], data['company'], data['jobTitle'], data['code']]} />
                </div>
              </div>
              {actions.length > 0 && (
                <div className="peek-actions">
                  <Slots name={`peek.${object.name}.actions`} record={data} object={object.name} inPeek />
                </div>
              )}
              {showsHistory ? (
                <HistoryPanel object={object} id={id} />
              ) : (
                <>
                  <Slots name={`peek.${object.name}`} to={50} record={data} object={object.name} inPeek />
                  <RecordFacts object={object} record={data} kind="short" />
                  <Slots name={`peek.${object.name}`} from={50} record={data} object={object.name} inPeek />
                </>
              )}
            </>
          )}
        </QueryView>
      </div>
    </aside>
  );
}

function PeekSubtitle({ values }: { object: MetaObject; values: readonly unknown[] }) {
  const shown = values.map(textOf).filter(Boolean).slice(0, 3);
  return shown.length > 0 ? <div className="t2 fs12">{shown.join(' · ')}</div> : null;
}
