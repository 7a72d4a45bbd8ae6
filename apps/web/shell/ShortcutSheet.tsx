import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Kbd } from '#ui/Button.tsx';

const groups = [
  [
    'general',
    [
      ['Ctrl K', 'palette'],
      ['?', 'sheet'],
      ['Ctrl Z', 'undo'],
      ['Esc', 'close'],
    ],
  ],
  [
    'list',
    [
      ['N', 'new'],
      ['F', 'filter'],
      ['J', 'next'],
      ['K', 'previous'],
      ['Space', 'peek'],
      ['Enter', 'open'],
      ['F2', 'edit'],
    ],
  ],
  ['customer', [['C', 'log']]],
] as const;

export function ShortcutSheet({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t('nav.shortcuts')} width={520} footer={null} onCancel={close}>
      {groups.map(([group, keys]) => (
        <section key={group} className="sect">
          <h3 className="h2">{t(`keys.${group}`)}</h3>
          {keys.map(([key, word]) => (
            <div className="row keyrow" key={key}>
              <span className="grow">{t(`keys.${word}`)}</span>
              {key.split(' ').map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </div>
          ))}
        </section>
      ))}
    </Modal>
  );
}
