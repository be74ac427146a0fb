import type { Locale } from '@retention/domain/user';
import { REPORT_WORDS } from '../words/report.ts';
import { figuresOf, MONTH_DAYS, percentileOf, periodText, type MonthlyReport } from './figures.ts';
import { iconPath } from './icons.ts';

/** The size most places show whole, pixels. */
export const PICTURE = { width: 1080, height: 1350 } as const;
const MARGIN = 88;
const MIDDLE = PICTURE.width / 2;
const INNER = PICTURE.width - 2 * MARGIN;
/** Figures in a row. */
const ROW = 3;

export interface PictureLook {
  readonly locale: Locale;
  /** The font families of the host, as CSS writes them. */
  readonly font: string;
  /** CSS colours: what lies below, and what is drawn on it. */
  readonly ground: string;
  readonly ink: string;
}

/** Draws the month: the numbers and nothing else of the person. */
export function drawReport(
  canvas: OffscreenCanvasRenderingContext2D,
  report: MonthlyReport,
  { locale, font, ground, ink }: PictureLook,
): void {
  const words = REPORT_WORDS[locale];
  const { hero, bright, rest } = figuresOf(report.stats, locale);
  canvas.fillStyle = ground;
  canvas.fillRect(0, 0, PICTURE.width, PICTURE.height);
  canvas.fillStyle = canvas.strokeStyle = ink;
  canvas.lineCap = canvas.lineJoin = 'round';
  canvas.textAlign = 'center';

  /** Text in the middle of its width, smaller where it would not fit. */
  function write(text: string, x: number, y: number, size: number, weight = 500, width = INNER): void {
    canvas.font = `${weight} ${size}px ${font}`;
    const wide = canvas.measureText(text).width;
    if (wide > width) canvas.font = `${weight} ${(size * width) / wide}px ${font}`;
    canvas.fillText(text, x, y);
  }

  /** Things beside each other, each in the middle of its place. */
  function inRow<Thing>(things: readonly Thing[], draw: (thing: Thing, x: number, width: number) => void): void {
    const width = INNER / things.length;
    things.forEach((thing, at) => draw(thing, MARGIN + width * (at + 0.5), width - 24));
  }

  write(`${words.journey} · ${words.month(report.month)}`, MIDDLE, 128, 36);
  write(words.my_title, MIDDLE, 244, 92, 600);
  write(periodText(report.period, locale), MIDDLE, 310, 38);

  // From the bottom up; the ring takes what is left.
  let bottom: number = PICTURE.height - MARGIN;
  const percentile = percentileOf(report);
  if (percentile !== null) {
    write(words.better_than(percentile), MIDDLE, bottom, 40, 600);
    bottom -= 84;
  }
  const achievements = report.achievements.slice(0, 2);
  inRow(achievements, ({ icon, title }, x, width) => {
    canvas.setTransform(2.5, 0, 0, 2.5, x - 30, bottom - 110);
    canvas.lineWidth = 1.6;
    canvas.stroke(new Path2D(iconPath(icon)));
    canvas.resetTransform();
    write(title, x, bottom, 34, 600, width);
  });
  if (achievements.length > 0) bottom -= 160;
  for (let first = Math.ceil(rest.length / ROW - 1) * ROW; first >= 0; first -= ROW) {
    inRow(rest.slice(first, first + ROW), ({ value, label }, x, width) => {
      write(value, x, bottom - 42, 62, 600, width);
      write(label, x, bottom, 30, 400, width);
    });
    bottom -= 132;
  }

  // The thirty days as rays; those in a row shine.
  const radius = Math.min(360, (bottom - 390) / 2);
  canvas.translate(MIDDLE, (bottom + 350) / 2);
  write(hero.value, 0, radius * 0.16, radius * 0.72, 600, radius * 1.4);
  write(hero.label, 0, radius * 0.4, radius * 0.17, 500, radius * 1.2);
  canvas.lineWidth = radius * 0.055;
  const ray = new Path2D(`M0 ${-radius}V${radius * -0.8}`);
  for (let day = 0; day < MONTH_DAYS; day++) {
    canvas.globalAlpha = day < bright ? 1 : 0.28;
    canvas.stroke(ray);
    canvas.rotate((2 * Math.PI) / MONTH_DAYS);
  }
}
