import { SEGMENTS, type Segment } from '@retention/domain/segment';
import type { Locale } from '@retention/domain/user';
import type { Option } from '../chart/echarts.ts';
import { formatDayFull, formatDayShort } from '../format/date.ts';
import { formatCount } from '../format/number.ts';
import type { Day } from './figures.ts';
import { segmentDecal } from './segment-look.ts';

/** Lowest band first: those who stay at the bottom, where a band is read best. */
export const BANDS = ['enthusiast', 'returned', 'new_user', 'test_driver', 'quiet_user'] as const satisfies Segment[];

interface Colours {
  readonly of: (segment: Segment) => string;
  readonly mark: string;
  readonly paper: string;
  readonly line: string;
  readonly ink: string;
  readonly quiet: string;
}

/** The segments day by day, one band on the other, as ECharts takes it. */
export function segmentChart(days: readonly Day[], colours: Colours, locale: Locale): Option {
  const axis = { color: colours.quiet, fontSize: 13 };
  return {
    grid: {
      left: 0,
      right: 16,
      top: 12,
      bottom: 6,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: days.map(({ date }) => date),
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: {
        ...axis,
        hideOverlap: true,
        alignMaxLabel: 'right',
        formatter: (day: string) => formatDayShort(day, locale),
      },
      axisPointer: { lineStyle: { color: colours.ink, type: 'solid' } },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: { ...axis, formatter: (value: number) => formatCount(value, locale) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis',
      className: 'chart-note',
      confine: true,
      transitionDuration: 0,
      formatter: (points) => noteOf(Array.isArray(points) ? (points[0]?.dataIndex ?? 0) : points.dataIndex),
    },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true, decals: BANDS.map(decal) } },
    textStyle: { fontFamily: 'Onest, system-ui, sans-serif' },
    series: BANDS.map((segment) => ({
      type: 'line',
      id: segment,
      name: SEGMENTS[segment].label[locale],
      stack: 'all',
      symbol: 'none',
      data: days.map(({ segments }) => segments?.[segment] ?? null),
      lineStyle: { color: colours.paper, width: 1 },
      itemStyle: { color: colours.of(segment) },
      areaStyle: { color: colours.of(segment), opacity: 1 },
    })),
  };

  function decal(segment: Segment) {
    return segmentDecal(segment, colours.mark);
  }

  function noteOf(at: number): string {
    const day = days[at];
    if (day === undefined) return '';
    const rows = BANDS.toReversed().map((segment) => {
      const count = day.segments?.[segment];
      return `<div>${SEGMENTS[segment].label[locale]}<b>${count === undefined ? '—' : formatCount(count, locale)}</b></div>`;
    });
    return `<div class="before">${formatDayFull(day.date, locale)}</div>${rows.join('')}`;
  }
}
