import type { Field } from '#kernel/objects/field.ts';
import type { References } from './record.ts';

export interface EditorProps {
  object: string;
  name: string;
  field: Field;
  value: unknown;
  references?: References;
  onChange: (value: unknown) => void;
  /** Enter, leaving, or choosing from a list. */
  onCommit?: (value: unknown) => void;
  onCancel?: () => void;
  autoFocus?: boolean;
  id?: string;
  label?: string;
  isInvalid?: boolean;
  className?: string;
}
