import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dark, light, type Palette } from './antdTheme.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function variablesOf(selector: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const block of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const head = (block[1] ?? '').replace(/\/\*.*?\*\//gs, '').trim();
    if (head !== selector) continue;
    for (const line of (block[2] ?? '').replace(/\/\*.*?\*\//gs, '').matchAll(/--([\w-]+):\s*([^;]+);/g)) found.set(line[1] ?? '', (line[2] ?? '').trim());
  }
  return found;
}

const scales = variablesOf(':root');
const resolved = (vars: Map<string, string>, name: string): string => {
  const value = vars.get(name) ?? scales.get(name) ?? '';
  const inner = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  return inner ? resolved(vars, inner) : value;
};

const tokenOf = {
  app: 'bg-app',
  surface: 'bg-surface',
  sunken: 'bg-sunken',
  raised: 'bg-raised',
  hover: 'bg-hover',
  active: 'bg-active',
  selected: 'bg-selected',
  selectedHover: 'bg-selected-hover',
  line: 'line',
  lineStrong: 'line-strong',
  lineControl: 'line-control',
  text: 'text',
  text2: 'text-2',
  text3: 'text-3',
  textDisabled: 'text-disabled',
  icon: 'icon',
  accent: 'accent',
  accentHover: 'accent-hover',
  accentActive: 'accent-active',
  accentText: 'accent-text',
  accentTint: 'accent-tint',
  accentLine: 'accent-line',
  focus: 'focus',
  success: 'success',
  successTint: 'success-tint',
  warning: 'warning',
  warningTint: 'warning-tint',
  warningLine: 'warning-line',
  danger: 'danger',
  dangerTint: 'danger-tint',
  dangerLine: 'danger-line',
  successLine: 'rising-line',
  scrim: 'bg-scrim',
  shadow1: 'shadow-1',
  shadow2: 'shadow-2',
  shadow3: 'shadow-3',
} satisfies Record<keyof Palette, string>;

test.each([
  ['light', light, ':root, [data-theme="light"]'],
  ['dark', dark, '[data-theme="dark"]'],
])('the %s theme of Ant Design equals the design tokens', (_name, palette, selector) => {
  const vars = variablesOf(selector);
  const fromCss = Object.fromEntries(Object.entries(tokenOf).map(([key, token]) => [key, resolved(vars, token)]));
  expect(fromCss).toEqual(palette);
});
