import { useState, type ReactElement, type ReactNode } from 'react';
import { Popover } from 'antd';
import type { LucideIcon } from 'lucide-react';
import { Icon, Kbd } from './Button.tsx';

export interface MenuItem {
  key: string;
  label: ReactNode;
  /** What typing in the menu looks at. */
  text?: string;
  icon?: LucideIcon;
  hint?: string;
  isChosen?: boolean;
  group?: string;
  act: () => void;
}

interface MenuProps {
  items: readonly MenuItem[];
  children: ReactElement;
  label: string;
  searchable?: boolean;
  placeholder?: string;
  /** Stays open after a choice. */
  stays?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  placement?: 'bottomLeft' | 'bottomRight' | 'topLeft' | 'topRight' | 'rightBottom';
}

/** A button's own list; type to narrow it, Escape closes. */
export function Menu({ items, children, label, searchable = false, placeholder, stays = false, open, onOpenChange, placement = 'bottomLeft' }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const shown = open ?? isOpen;
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  return (
    <Popover
      trigger="click"
      placement={placement}
      arrow={false}
      open={shown}
      onOpenChange={change}
      destroyOnHidden
      styles={{ container: { padding: 0 } }}
      content={
        <MenuList
          items={items}
          label={label}
          searchable={searchable}
          placeholder={placeholder ?? ''}
          done={() => {
            if (!stays) change(false);
          }}
          close={() => change(false)}
        />
      }
    >
      {children}
    </Popover>
  );
}

function MenuList({
  items,
  label,
  searchable,
  placeholder,
  done,
  close,
}: {
  items: readonly MenuItem[];
  label: string;
  searchable: boolean;
  placeholder: string;
  done: () => void;
  close: () => void;
}) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = wanted ? items.filter((item) => (item.text ?? (typeof item.label === 'string' ? item.label : '')).toLowerCase().includes(wanted)) : items;
  const first = shown[0];
  return (
    <div
      className="menu"
      role="menu"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      {searchable && (
        <input
          className="menu-find"
          autoFocus
          placeholder={placeholder}
          aria-label={placeholder}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing && first) {
              first.act();
              done();
            }
          }}
        />
      )}
      {shown.map((item, index) => (
        <div key={item.key}>
          {item.group && item.group !== shown[index - 1]?.group && <div className="menu-h">{item.group}</div>}
          <button
            type="button"
            role={item.isChosen === undefined ? 'menuitem' : 'menuitemcheckbox'}
            aria-checked={item.isChosen}
            onClick={() => {
              item.act();
              done();
            }}
          >
            {item.isChosen !== undefined && <span className={`cb${item.isChosen ? ' on' : ''}`} />}
            {item.icon && <Icon of={item.icon} />}
            <span className="grow ell">{item.label}</span>
            {item.hint && <Kbd>{item.hint}</Kbd>}
          </button>
        </div>
      ))}
    </div>
  );
}
