import { LineChart, type LineSeriesOption } from 'echarts/charts';
import {
  AriaComponent,
  type AriaComponentOption,
  GridComponent,
  type GridComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from 'echarts/components';
import { type ComposeOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/** As much of ECharts as the dashboard draws with; loaded after the page, which shows its numbers without it. */
use([LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

export type Option = ComposeOption<
  LineSeriesOption | GridComponentOption | TooltipComponentOption | AriaComponentOption
>;

export type Chart = EChartsType;

export function draw(element: HTMLElement): Chart {
  return init(element, null, { renderer: 'svg' });
}
