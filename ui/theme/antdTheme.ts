import type { ThemeConfig } from 'antd';

/**
 * Ant Design 6 theme for Zhike. Seed and map tokens are literals, because Ant Design derives shades and alphas from
 * them and cannot compute with var(); the derived tokens that would come out wrong are set beside them.
 * Component tokens only choose among these. Values are those of tokens.css: a test compares the two files.
 */
export type Palette = Record<
  | 'app'
  | 'surface'
  | 'sunken'
  | 'raised'
  | 'hover'
  | 'active'
  | 'selected'
  | 'selectedHover'
  | 'line'
  | 'lineStrong'
  | 'lineControl'
  | 'text'
  | 'text2'
  | 'text3'
  | 'textDisabled'
  | 'icon'
  | 'accent'
  | 'accentHover'
  | 'accentActive'
  | 'accentText'
  | 'accentTint'
  | 'accentLine'
  | 'focus'
  | 'success'
  | 'successTint'
  | 'warning'
  | 'warningTint'
  | 'successLine'
  | 'warningLine'
  | 'danger'
  | 'dangerTint'
  | 'dangerLine'
  | 'scrim'
  | 'shadow1'
  | 'shadow2'
  | 'shadow3',
  string
>;

export const light: Palette = {
  app: '#f2efeb',
  surface: '#ffffff',
  sunken: '#f8f6f3',
  raised: '#ffffff',
  hover: '#f6f4f0',
  active: '#ebe8e3',
  selected: '#f2f5fc',
  selectedHover: '#eaeffa',
  line: '#ebe7e1',
  lineStrong: '#dbd6ce',
  lineControl: '#8f887d',
  text: '#211e1b',
  text2: '#615b53',
  text3: '#6c665d',
  textDisabled: '#aba49a',
  icon: '#857e75',
  accent: '#2f52b0',
  accentHover: '#264391',
  accentActive: '#203874',
  accentText: '#2f52b0',
  accentTint: '#e4eaf8',
  accentLine: '#a5b8e7',
  focus: '#4d6fc8',
  success: '#1c664c',
  successTint: '#e5f2ec',
  successLine: '#c3e0d3',
  warning: '#805400',
  warningLine: '#eeddb2',
  warningTint: '#faf0d9',
  danger: '#ab2b22',
  dangerTint: '#fcebe9',
  dangerLine: '#f4cbc7',
  scrim: 'rgb(33 30 27 / .28)',
  shadow1: '0 1px 2px rgb(52 44 32 / .06)',
  shadow2: '0 0 0 1px rgb(52 44 32 / .07), 0 4px 14px -2px rgb(52 44 32 / .12)',
  shadow3: '0 0 0 1px rgb(52 44 32 / .08), 0 18px 48px -8px rgb(52 44 32 / .24), 0 4px 12px rgb(52 44 32 / .06)',
};

export const dark: Palette = {
  app: '#131211',
  surface: '#1a1917',
  sunken: '#161513',
  raised: '#23211f',
  hover: '#22201e',
  active: '#2a2825',
  selected: '#1e2538',
  selectedHover: '#232b42',
  line: '#2a2825',
  lineStrong: '#393632',
  lineControl: '#7d766d',
  text: '#ebe7e1',
  text2: '#b3aca2',
  text3: '#9d968c',
  textDisabled: '#5f5a53',
  icon: '#8d867c',
  accent: '#4163c0',
  accentHover: '#4a6bca',
  accentActive: '#3a59b0',
  accentText: '#9db4f3',
  accentTint: '#222c47',
  accentLine: '#3b4d80',
  focus: '#7f9bea',
  success: '#76c4a3',
  successTint: '#172b23',
  successLine: '#25473a',
  warning: '#dcb35e',
  warningLine: '#4d3e1c',
  warningTint: '#30260f',
  danger: '#f0877d',
  dangerTint: '#381d1b',
  dangerLine: '#5c2d29',
  scrim: 'rgb(0 0 0 / .5)',
  shadow1: '0 1px 2px rgb(0 0 0 / .3)',
  shadow2: '0 0 0 1px rgb(255 250 240 / .07), 0 6px 18px rgb(0 0 0 / .45)',
  shadow3: '0 0 0 1px rgb(255 250 240 / .09), 0 20px 56px rgb(0 0 0 / .6)',
};

export const densities = {
  compact: { control: 28, row: 32, fontSize: 13 },
  comfortable: { control: 32, row: 40, fontSize: 13 },
  touch: { control: 44, row: 48, fontSize: 14 },
} as const;

export type DensityName = keyof typeof densities;

export function zhikeTheme(p: Palette, densityName: DensityName): ThemeConfig {
  const d = densities[densityName];
  const cellBlock = (d.row - 1 - 20) / 2;
  // No darkAlgorithm: it would move the seeds. Every derived token that shows in dark is set below instead.
  return {
    cssVar: { prefix: 'zk' },
    token: {
      // seed
      colorPrimary: p.accent,
      colorInfo: p.accent,
      colorSuccess: p.success,
      colorWarning: p.warning,
      colorError: p.danger,
      colorLink: p.accentText,
      colorTextBase: p.text,
      colorBgBase: p.surface,
      fontFamily: 'var(--font)',
      fontFamilyCode: 'var(--font-mono)',
      fontSize: d.fontSize,
      borderRadius: 6,
      controlHeight: d.control,
      lineWidth: 1,
      wireframe: false,
      // map: surfaces, lines, text
      colorPrimaryHover: p.accentHover,
      colorPrimaryActive: p.accentActive,
      colorPrimaryBg: p.accentTint,
      colorPrimaryBorder: p.focus, // the focus outline
      colorSuccessBg: p.successTint,
      colorWarningBg: p.warningTint,
      colorErrorBg: p.dangerTint,
      colorErrorBorder: p.dangerLine,
      colorSuccessBorder: p.successLine,
      colorWarningBorder: p.warningLine,
      colorPrimaryBgHover: p.selectedHover,
      colorFill: p.active,
      colorErrorHover: p.danger,
      colorErrorActive: p.danger,
      colorErrorBgHover: p.dangerTint,
      colorBgLayout: p.app,
      colorBgContainer: p.surface,
      colorBgElevated: p.raised,
      colorBgSpotlight: '#34302b',
      colorBgMask: p.scrim,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      colorText: p.text,
      colorTextSecondary: p.text2,
      colorTextTertiary: p.text3,
      colorTextQuaternary: p.text3,
      colorTextDisabled: p.textDisabled,
      colorTextPlaceholder: p.text3,
      colorTextDescription: p.text3,
      colorTextLabel: p.text2,
      colorIcon: p.icon,
      colorIconHover: p.text,
      colorFillSecondary: p.active,
      colorFillTertiary: p.hover,
      colorFillQuaternary: p.sunken,
      colorFillAlter: p.sunken,
      controlItemBgHover: p.hover,
      controlItemBgActive: p.accentTint,
      controlItemBgActiveHover: p.selectedHover,
      // shape, type, motion
      borderRadiusXS: 4,
      borderRadiusSM: 4,
      borderRadiusLG: 8,
      controlHeightSM: 24,
      controlHeightLG: 40,
      fontSizeSM: 12,
      fontSizeLG: 14,
      fontSizeHeading4: 20,
      fontSizeHeading5: 16,
      lineHeight: 20 / 13,
      lineHeightSM: 18 / 12,
      fontWeightStrong: 600,
      controlOutline: p.focus,
      controlOutlineWidth: 1,
      lineWidthFocus: 2,
      colorPrimaryBorderHover: p.accentLine, // border 1 + outline 1 = ring of 2
      boxShadow: p.shadow2,
      boxShadowSecondary: p.shadow2,
      boxShadowTertiary: p.shadow1,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.15s',
      motionEaseOut: 'cubic-bezier(.2, 0, 0, 1)',
      motionEaseInOut: 'cubic-bezier(.2, 0, 0, 1)',
    },
    components: {
      Layout: { siderBg: p.app, bodyBg: p.app, headerBg: p.surface, headerHeight: 48, headerPadding: '0 12px 0 20px' },
      Menu: {
        itemBg: 'transparent',
        itemHeight: 28,
        itemBorderRadius: 6,
        itemSelectedBg: p.active,
        itemSelectedColor: p.text,
        itemColor: p.text2,
        itemHoverBg: p.hover,
        activeBarBorderWidth: 0,
        iconSize: 16,
      },
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        paddingInline: 10,
        fontWeight: 400,
        textHoverBg: p.active,
        defaultHoverBorderColor: p.lineStrong,
        defaultHoverColor: p.text,
        defaultHoverBg: p.hover,
      },
      Table: {
        headerBg: p.surface,
        headerColor: p.text2,
        headerSplitColor: 'transparent',
        headerBorderRadius: 0,
        rowHoverBg: p.hover,
        rowSelectedBg: p.selected,
        rowSelectedHoverBg: p.selectedHover,
        borderColor: p.line,
        cellPaddingBlock: cellBlock,
        cellPaddingInline: 10,
        cellFontSize: 13,
        cellPaddingBlockSM: cellBlock,
        cellPaddingInlineSM: 10,
        cellFontSizeSM: 13,
        cellPaddingBlockMD: cellBlock,
        cellPaddingInlineMD: 10,
        cellFontSizeMD: 13,
        footerBg: p.surface,
        selectionColumnWidth: 44,
      },
      Input: { paddingInline: 10, hoverBorderColor: p.lineControl, activeBorderColor: p.focus },
      InputNumber: { hoverBorderColor: p.lineControl, activeBorderColor: p.focus },
      DatePicker: { hoverBorderColor: p.lineControl, activeBorderColor: p.focus },
      Select: {
        hoverBorderColor: p.lineControl,
        activeBorderColor: p.focus,
        activeOutlineColor: p.focus,
        optionSelectedBg: p.accentTint,
        optionSelectedFontWeight: 400,
        optionActiveBg: p.hover,
      },
      Segmented: { trackBg: 'transparent', itemSelectedBg: p.active, itemColor: p.text2, trackPadding: 1 },
      Tabs: { horizontalItemPadding: '10px 0', horizontalItemGutter: 20, itemColor: p.text2, itemSelectedColor: p.text, inkBarColor: p.accent },
      Tag: { defaultBg: p.active, defaultColor: p.text2 },
      Card: { bodyPadding: 10 },
      Modal: { titleFontSize: 16, contentBg: p.raised, headerBg: p.raised },
      Tooltip: { paddingXS: 6 },
      Form: { labelColor: p.text2, itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
      Checkbox: { colorBorder: p.lineControl, borderRadiusSM: 4 },
      Radio: { colorBorder: p.lineControl },
      Progress: { defaultColor: p.accent, remainingColor: p.active },
      Badge: { textFontSize: 11, indicatorHeight: 16 },
      Steps: { iconSize: 18, iconSizeSM: 18 },
      Skeleton: { gradientFromColor: p.active, gradientToColor: p.hover, blockRadius: 4 },
    },
  };
}
