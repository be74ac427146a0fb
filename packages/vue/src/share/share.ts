import type { MonthlyReport } from './figures.ts';
import { drawReport, PICTURE, type PictureLook } from './picture.ts';

/** What became of it; `left` where the person thought better of it. */
export type Outcome = 'shared' | 'saved' | 'left' | 'failed';

/** Draws the month and hands it on: to the device's own sharing where it takes files, else into the downloads. */
export async function sharePicture(report: MonthlyReport, look: PictureLook, title: string): Promise<Outcome> {
  try {
    const file = await pictureFile(report, look);
    if (!canShare(file)) return save(file);
    await navigator.share({ files: [file], title });
    return 'shared';
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'left' : 'failed';
  }
}

async function pictureFile(report: MonthlyReport, look: PictureLook): Promise<File> {
  const canvas = new OffscreenCanvas(PICTURE.width, PICTURE.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  drawReport(context, report, look);
  const type = 'image/png';
  return new File([await canvas.convertToBlob({ type })], `month-${report.month}.png`, { type });
}

/** Desktop browsers may know no sharing at all, or none of files. */
function canShare(file: File): boolean {
  return 'canShare' in navigator && navigator.canShare({ files: [file] });
}

function save(file: File): Outcome {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: file.name }).click();
  // The browser has taken it by then; a minute is more than it needs.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return 'saved';
}
