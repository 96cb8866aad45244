/** How every chart looks: the page's colours and letters, tooltips drawn on the canvas. Pure. */
import { fontStack, themes, type ThemeName } from '../../style/tokens';
import type { ChartOption } from './echarts';

const TEXT_PX = 12;

export function baseOption(theme: ThemeName): ChartOption {
  const colors = themes[theme];
  return {
    animation: false,
    textStyle: { fontFamily: fontStack.join(','), fontSize: TEXT_PX, color: colors.ink2 },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: colors.bg,
      borderColor: colors.line,
      textStyle: { color: colors.ink, fontSize: TEXT_PX, fontFamily: fontStack.join(',') },
    },
  };
}

export function axisLook(theme: ThemeName) {
  const colors = themes[theme];
  return {
    axisLine: { lineStyle: { color: colors['line-strong'] } },
    axisTick: { show: false },
    axisLabel: { color: colors.ink2, fontSize: TEXT_PX },
    splitLine: { lineStyle: { color: colors.line } },
  };
}
