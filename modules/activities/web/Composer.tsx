import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMeta, useObject, type MetaObject } from '#platform/context/web/meta.ts';
import { useCreateRecord } from '#platform/records/web/recordQueries.ts';
import { Button, Icon } from '#ui/Button.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { useShortcuts } from '#ui/shortcuts.ts';
import { useWords } from '#ui/records/recordSource.ts';
import { interactionIcons } from './TimelineEntry.tsx';

const offered = ['call', 'visit', 'message', 'mail', 'meeting', 'note'] as const;

/** Two lines about what just happened; C puts the cursor here. */
export function Composer({ customerId }: { customerId: string }) {
  const object = useObject('interaction');
  return object?.can.create ? <ComposerForm object={object} customerId={customerId} /> : null;
}

function ComposerForm({ object, customerId }: { object: MetaObject; customerId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { me } = useMeta();
  const toasts = useToasts();
  const create = useCreateRecord(object);
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [kind, setKind] = useState<string>('call');
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useShortcuts({ c: () => box.current?.focus() });
  const log = async () => {
    const [first = '', ...rest] = text.trim().split('\n');
    if (!first) return;
    setBusy(true);
    try {
      await create({
        subject: first.slice(0, 200),
        kind,
        customerId,
        ownerId: me.memberId,
        happenedAt: new Date().toISOString(),
        ...(rest.length > 0 || first.length > 200 ? { body: [first.slice(200), ...rest].join('\n').trim() } : {}),
      });
      setText('');
      setOpen(false);
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    setBusy(false);
  };
  return (
    <div className="cmp">
      <textarea
        ref={box}
        rows={isOpen ? 3 : 1}
        aria-label={t('composer.label')}
        placeholder={t('composer.placeholder')}
        value={text}
        onFocus={() => setOpen(true)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) void log();
          if (event.key === 'Escape') {
            setOpen(false);
            box.current?.blur();
          }
        }}
      />
      {isOpen && (
        <div className="cmp-bar">
          <div className="tabs" role="radiogroup" aria-label={t('field.interaction.kind')}>
            {offered.map((one) => {
              const icon = interactionIcons[one];
              return (
                <button key={one} type="button" role="radio" aria-checked={kind === one} className={kind === one ? 'on' : ''} onClick={() => setKind(one)}>
                  {icon && <Icon of={icon} size={14} />}
                  {words.choice('interaction', 'kind', one)}
                </button>
              );
            })}
          </div>
          <span className="grow" />
          <Button kind="primary" busy={isBusy} disabled={text.trim() === ''} hint="Ctrl ↵" onClick={() => void log()}>
            {t('composer.log')}
          </Button>
        </div>
      )}
    </div>
  );
}
