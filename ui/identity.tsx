import { ArrowRight, TrendingDown, TrendingUp, type LucideIcon, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { avatarCharacter, avatarTint } from './format.ts';
import { Icon } from './Button.tsx';
import { readableAmounts, useFormat } from './useFormat.ts';

export function Grade({ grade, big = false }: { grade: string | null | undefined; big?: boolean }) {
  const { t } = useTranslation();
  if (!grade) return null;
  return (
    <span className={`gr ${grade.toLowerCase()}${big ? ' xl' : ''}`} role="img" aria-label={t('ui.grade', { grade })}>
      {grade}
    </span>
  );
}

export function GradeMove({ from, to }: { from: string | null; to: string | null }) {
  return (
    <span className="row g4">
      {from ? (
        <Grade grade={from} />
      ) : (
        <span className="gr d" aria-hidden>
          ·
        </span>
      )}
      <Icon of={ArrowRight} size={14} />
      {to ? (
        <Grade grade={to} />
      ) : (
        <span className="gr d" aria-hidden>
          ·
        </span>
      )}
    </span>
  );
}

export function Avatar({ name, kind = 'staff', size = '' }: { name: string; kind?: 'staff' | 'contact' | 'customer'; size?: '' | 'm' | 'xl' }) {
  const tint = kind === 'customer' ? '' : ` k${avatarTint(name)}`;
  return (
    <span className={`av${size ? ` ${size}` : ''}${tint}`} title={name} aria-hidden>
      {avatarCharacter(name, kind)}
    </span>
  );
}

const reasonIcons: Record<'up' | 'down' | 'flat', LucideIcon> = { up: TrendingUp, down: TrendingDown, flat: Info };
const reasonClass = { up: 'rise', down: 'fall', flat: '' };

/** Why a number is what it is; the figures in the text stand out. */
export function Reason({ text, direction }: { text: string; direction: 'up' | 'down' | 'flat' }) {
  const readable = readableAmounts(text, useFormat());
  return (
    <div className={`why ${reasonClass[direction]}`} title={readable}>
      <Icon of={reasonIcons[direction]} size={14} />
      <span className="ell">{emphasised(readable)}</span>
    </div>
  );
}

/** Numbers with their unit, in the colour of the reason. */
function emphasised(text: string): ReactNode[] {
  return text.split(/([¥$]?\d[\d.,]*(?:\s?(?:days?|%)|\p{Script=Han})?)/u).map((part, index) => (index % 2 === 1 ? <b key={index}>{part}</b> : part));
}

export function Tag({ tone = '', icon, children }: { tone?: '' | 'line' | 'fall' | 'rise' | 'bad' | 'warn' | 'acc'; icon?: LucideIcon; children: ReactNode }) {
  return (
    <span className={`tag ${tone}`}>
      {icon && <Icon of={icon} size={14} />}
      {children}
    </span>
  );
}
