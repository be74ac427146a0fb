import type { Segment } from '@retention/domain/segment';

/** The decal of ECharts: what a band is filled with besides its colour. */
interface Decal {
  readonly symbol: 'none' | 'rect' | 'circle';
  readonly dashArrayX?: [number, number];
  readonly dashArrayY?: [number, number];
  readonly rotation?: number;
  readonly symbolSize?: number;
  readonly color?: string;
}

interface SegmentLook {
  /** CSS background over `--segment-…`. */
  readonly pattern: string;
  readonly decal: Decal;
}

const PLAIN: SegmentLook = { pattern: 'none', decal: { symbol: 'none' } };

/** Each segment has a tone and a pattern of its own, the same in bars and charts. Those who left are no band. */
const LOOKS: Readonly<Record<Segment, SegmentLook>> = {
  enthusiast: PLAIN,
  quiet_user: PLAIN,
  new_user: stripes(45),
  test_driver: stripes(90),
  returned: {
    pattern: 'radial-gradient(circle, var(--mark) 1px, transparent 1.5px) 0 0 / 6px 6px',
    decal: { symbol: 'circle', dashArrayX: [6, 6], dashArrayY: [6, 6], symbolSize: 0.5 },
  },
  churned: PLAIN,
};

function stripes(degrees: number): SegmentLook {
  return {
    pattern: `repeating-linear-gradient(${degrees}deg, var(--mark) 0 1px, transparent 1px 5px)`,
    decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: (-degrees * Math.PI) / 180 },
  };
}

/** What fills a band or a swatch of a segment. */
export function segmentFill(segment: Segment): string {
  if (segment === 'churned') return 'repeating-linear-gradient(135deg, var(--line-strong) 0 1px, transparent 1px 4px)';
  const { pattern } = LOOKS[segment];
  return pattern === 'none' ? `var(--segment-${segment})` : `${pattern}, var(--segment-${segment})`;
}

export function segmentDecal(segment: Segment, color: string): Decal {
  return { ...LOOKS[segment].decal, color };
}
