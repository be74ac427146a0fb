import type { Locale } from '@retention/domain/user';
import type { Option } from '../chart/echarts.ts';
import { formatDayFull, formatDayShort } from '../format/date.ts';
import { formatCount, formatShare } from '../format/number.ts';

/** One figure, day by day, and the same of the period before. */
export interface DayLine {
  readonly dates: readonly string[];
  readonly values: readonly (number | null)[];
  readonly dates_before: readonly string[];
  readonly values_before: readonly (number | null)[] | null;
  readonly unit: 'people' | 'share';
  /** The last day is still running: the line to it is dotted. */
  readonly running: boolean;
}

export interface DayChartWords {
  readonly this_period: string;
  readonly previous_period: string;
  readonly day_running: string;
}

interface Colours {
  readonly accent: string;
  readonly before: string;
  readonly line: string;
  readonly ink: string;
  readonly quiet: string;
}

export function writeValue(value: number | null, unit: DayLine['unit'], locale: Locale): string {
  if (value === null) return '—';
  return unit === 'share' ? formatShare(value, locale) : formatCount(value, locale);
}

/** The large chart as ECharts takes it. */
export function dayChart(line: DayLine, words: DayChartWords, colours: Colours, locale: Locale): Option {
  const last = line.values.length - 1;
  const settled = line.running ? line.values.map((value, at) => (at === last ? null : value)) : line.values;
  const running = line.values.map((value, at) => (at >= last - 1 ? value : null));
  const common = { type: 'line', symbol: 'circle', symbolSize: 7, showSymbol: line.values.length === 1 } as const;
  return {
    grid: { left: 0, right: 16, top: 12, bottom: 6, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: [...line.dates],
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: {
        color: colours.quiet,
        fontSize: 13,
        hideOverlap: true,
        alignMaxLabel: 'right',
        formatter: (day: string) => formatDayShort(day, locale),
      },
      axisPointer: { type: 'line', lineStyle: { color: colours.quiet, type: 'solid' } },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      // Said for shares too: a chart that is updated would keep the 1 of the figure before.
      minInterval: line.unit === 'people' ? 1 : 0,
      axisLabel: {
        color: colours.quiet,
        fontSize: 13,
        formatter: (value: number) => writeValue(value, line.unit, locale),
      },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis',
      className: 'chart-note',
      confine: true,
      transitionDuration: 0,
      formatter: (points) => noteOf(Array.isArray(points) ? (points[0]?.dataIndex ?? 0) : points.dataIndex),
    },
    textStyle: { fontFamily: 'Onest, system-ui, sans-serif' },
    series: [
      ...(line.values_before === null
        ? []
        : [
            {
              ...common,
              id: 'before',
              name: words.previous_period,
              data: [...line.values_before],
              lineStyle: { color: colours.before, width: 1.5, type: [4, 4] },
              itemStyle: { color: colours.before },
            },
          ]),
      {
        ...common,
        id: 'now',
        name: words.this_period,
        data: [...settled],
        lineStyle: { color: colours.accent, width: 2 },
        itemStyle: { color: colours.accent },
        areaStyle: { color: colours.accent, opacity: 0.07 },
      },
      ...(line.running
        ? [
            {
              ...common,
              id: 'running',
              data: running,
              lineStyle: { color: colours.accent, width: 2, type: [2, 4] },
              itemStyle: { color: colours.accent },
            },
          ]
        : []),
    ],
  };

  function noteOf(at: number): string {
    const row = (day: string | undefined, value: number | null | undefined, kind: string) =>
      day === undefined
        ? ''
        : `<div class="${kind}"><i></i>${formatDayFull(day, locale)}<b>${writeValue(value ?? null, line.unit, locale)}</b></div>`;
    const before = line.values_before === null ? '' : row(line.dates_before[at], line.values_before[at], 'before');
    const runs = line.running && at === last ? `<p>${words.day_running}</p>` : '';
    return row(line.dates[at], line.values[at], 'now') + before + runs;
  }
}
