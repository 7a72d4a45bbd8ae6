import { createContext, useContext, type ComponentType } from 'react';
import type { LucideIcon } from 'lucide-react';
import type { RouteComponent } from '@tanstack/react-router';
import type { RecordData } from '#ui/records/record.ts';

export interface NavigationItem {
  /** Message key suffix of the group, `nav.group.sales`; none for the top. */
  group?: string;
  to: string;
  /** The object whose list this is; its plural is the label. */
  object?: string;
  label?: string;
  icon: LucideIcon;
  order: number;
  /** Takes a place in the bottom tabs of phones. */
  onPhone?: boolean;
}

export interface SlotProps {
  record: RecordData;
  object: string;
  /** Shown in the narrow pane beside a list. */
  inPeek?: boolean;
}

/** A place in a lower module's page that upper modules fill. */
export interface SlotEntry {
  slot: string;
  order: number;
  component: ComponentType<SlotProps>;
}

export interface CellProps {
  value: unknown;
  record: RecordData;
}

export interface WebModule {
  name: string;
  routes?: { path: string; component: RouteComponent }[];
  navigation?: NavigationItem[];
  slots?: SlotEntry[];
  /** Replaces the generic page of an object. */
  recordPages?: Record<string, ComponentType<{ id: string }>>;
  /** Draws a field in lists and facts, by `object.field`. */
  cells?: Record<string, ComponentType<CellProps>>;
  /** Actions of the command palette, beside those every object has. */
  commands?: { id: string; label: string; icon: LucideIcon; to: string }[];
}

export const defineWebModule = (module: WebModule): WebModule => module;

export const WebModulesContext = createContext<readonly WebModule[]>([]);
export const useWebModules = () => useContext(WebModulesContext);

export function useSlot(slot: string): readonly SlotEntry[] {
  return useWebModules()
    .flatMap((module) => module.slots ?? [])
    .filter((entry) => entry.slot === slot)
    .sort((a, b) => a.order - b.order);
}

export function useNavigation(): readonly NavigationItem[] {
  return useWebModules()
    .flatMap((module) => module.navigation ?? [])
    .sort((a, b) => a.order - b.order);
}

export const useObjectIcon = (object: string): LucideIcon | undefined => useNavigation().find((item) => item.object === object)?.icon;
