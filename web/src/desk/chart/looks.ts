import type { EChartsOption } from 'echarts'

/**
 * looksOf fills in what every chart has alike. Words in a tooltip are drawn on the canvas: as HTML they would bring
 * inline styles, which the policy of the page forbids.
 */
export function looksOf(option: EChartsOption): EChartsOption {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const fontSize = Math.round(parseFloat(style.fontSize) * 0.8125)
  const axis = {
    axisLabel: { color: colour('dim'), fontSize, hideOverlap: true },
    axisLine: { lineStyle: { color: colour('dim') } },
    splitLine: { lineStyle: { color: colour('line') } },
    nameTextStyle: { color: colour('dim'), fontSize },
  }
  const filled = (one: unknown) => (Array.isArray(one) ? one : [one]).map((a: object) => ({ ...axis, ...a }))
  return {
    animation: false,
    color: ['brand', 'info', 'warn', 'bad', 'dim'].map(colour),
    textStyle: { color: colour('text'), fontFamily: 'system-ui, sans-serif', fontSize },
    aria: { enabled: true, decal: { show: true } },
    grid: { top: 40, left: 8, right: 16, bottom: 8, outerBoundsMode: 'same' },
    ...option,
    tooltip: { trigger: 'axis', renderMode: 'richText', ...(option.tooltip as object) },
    legend: { top: 4, textStyle: { color: colour('text'), fontSize }, ...(option.legend as object) },
    ...(option.xAxis ? { xAxis: filled(option.xAxis) as EChartsOption['xAxis'] } : {}),
    ...(option.yAxis ? { yAxis: filled(option.yAxis) as EChartsOption['yAxis'] } : {}),
  } as EChartsOption
}
