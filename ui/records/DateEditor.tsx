import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import 'dayjs/locale/zh-tw';
import { isDate } from '#kernel/dates.ts';
import { textOf } from './record.ts';
import type { EditorProps } from './editorProps.ts';

export function DateEditor({ value, onChange, onCommit, onCancel, autoFocus, id, label, isInvalid }: EditorProps) {
  const text = textOf(value);
  const take = (next: string | null) => {
    onChange(next);
    onCommit?.(next);
  };
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(isInvalid ? { status: 'error' as const } : {})}
      style={{ width: '100%' }}
      value={isDate(text) ? dayjs(text) : null}
      autoFocus={autoFocus === true}
      defaultOpen={autoFocus === true}
      onChange={(date) => take(date ? date.format('YYYY-MM-DD') : null)}
      onOpenChange={(open) => {
        if (!open && autoFocus) onCancel?.();
      }}
    />
  );
}
