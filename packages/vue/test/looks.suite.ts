import { readFile } from 'node:fs/promises';
import { CHURN_RISK_NAMES } from '@retention/domain/churn-risk';
import { SEGMENT_NAMES, SEGMENTS } from '@retention/domain/segment';
import { TRIGGERS } from '@retention/domain/trigger';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectAccessible } from '../../admin/test/accessible.ts';
import { GALLERY, serveGallery } from './looks/gallery.ts';
import { noBrowser, onStage } from './stage.ts';

/** The gallery, or what it shows of it; whatever the page complains of fails the test. */
async function gallery(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const { browser, files } = onStage();
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'ru-RU', ...options });
  context.setDefaultTimeout(5_000);
  await serveGallery(context, files);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(`${GALLERY}${query}`);
  await page.locator('main').waitFor();
  return page;
}

const said = (page: Page) => page.locator('main').getAttribute('data-said');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

const OWNERS_WORDS = [
  ...SEGMENT_NAMES,
  ...CHURN_RISK_NAMES.map((name) => `churn_risk ${name}`),
  ...SEGMENT_NAMES.flatMap((name) => Object.values(SEGMENTS[name].label)),
  ...Object.values(TRIGGERS)
    .flatMap(({ label }) => Object.values(label))
    .filter((label) => label !== TRIGGERS.first_week_completed.label.en),
];

/** The text of the kit and what its labels say. */
function spoken(page: Page): Promise<string> {
  return page.locator('.retention').evaluateAll((parts) =>
    parts
      .flatMap((part) => [part, ...part.querySelectorAll('*')])
      .flatMap((element) => [
        ...(element.classList.contains('retention') ? [element.textContent] : []),
        element.getAttribute('aria-label') ?? '',
        element.getAttribute('aria-valuetext') ?? '',
      ])
      .join('\n'),
  );
}

describe.skipIf(noBrowser)('the looks', () => {
  test.each(['?locale=en', '?show=report-everything'])(
    '%s is accessible in both themes, wide and on a phone',
    async (query) => {
      const page = await gallery(query);
      // A page has one path; a gallery has many, which need names of their own.
      await page
        .locator('.retention-journey h2')
        .evaluateAll((titles) => titles.forEach((title, at) => title.append(` ${at}`)));
      await expectAccessible(page);
    },
  );

  test('follows the system where the host says nothing of a theme, and the host’s colours in both', async () => {
    const page = await gallery('?show=journey&theme=system', { colorScheme: 'dark' });
    const widget = page.locator('.retention-journey');
    const style = (name: 'backgroundColor' | 'color') =>
      widget.evaluate((element, name) => getComputedStyle(element)[name], name);
    expect(await style('backgroundColor')).toBe('rgb(33, 30, 27)');
    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
    expect(await style('backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.addStyleTag({ content: ':root { --retention-surface: rgb(1, 2, 3) }' });
    expect(await style('backgroundColor')).toBe('rgb(1, 2, 3)');
  });

  test('the path says the day, the stages, the next goal and what it brings', async () => {
    const page = await gallery('?show=journey');
    const widget = page.getByRole('region', { name: 'Твой путь 1%' });
    await widget.getByText('День 12/30').waitFor();
    await expect
      .poll(() => widget.getByRole('progressbar').first().getAttribute('aria-valuetext'))
      .toBe('День 12 из 30');
    expect(await widget.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/Первые шаги\s+День 1–3\s+выполнено/),
      expect.stringMatching(/Исследователь\s+День 4–7\s+выполнено/),
      expect.stringMatching(/Развитие\s+День 8–14\s+ты здесь/),
      expect.stringMatching(/Итоги месяца\s+День 22–30\s+впереди/),
    ]);
    expect(await widget.locator('[aria-current=step]').innerText()).toMatch(/^Развитие/);
    expect(await widget.locator('.retention-goal').innerText()).toMatch(
      /Следующая цель\s+Заполни дневник 3 раза\s+1 из 3\s+\+50 XP за выполнение/,
    );
  });

  test.each(['reduce', 'no-preference'] as const)(
    'a stage completed before their eyes is praised; motion: %s',
    async (reducedMotion) => {
      const page = await gallery('?show=live', { reducedMotion });
      await page.locator('#finish').click();
      await page.getByText('Этап пройден: Развитие').waitFor({ state: 'attached' });
      await page.locator('#live').getByText('+50 XP', { exact: true }).waitFor();
      const moving = await page.evaluate(() => document.getAnimations().length);
      expect(moving > 0).toBe(reducedMotion === 'no-preference');
    },
  );

  test('the widget asks for another try, and opens the report after day 30', async () => {
    const page = await gallery();
    await page.getByRole('button', { name: 'Попробовать ещё раз' }).click();
    await page.locator('#journey-over').getByRole('button', { name: 'Открыть итоги месяца' }).click();
    expect(await said(page)).toBe('retry report');
  });

  test('a modal takes the focus without a button, keeps it, and gives it back; Escape is later', async () => {
    const page = await gallery();
    const opener = page.locator('#open-inactivity_3_days');
    await opener.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Твои цели ждут тебя', description: /хватит и одного/ });
    await dialog.getByText('Мы скучаем!').waitFor();
    expect(await dialog.evaluate((element) => element === document.activeElement)).toBe(true);
    const walked: string[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Tab');
      walked.push(
        await page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
        ),
      );
    }
    expect(walked.map((text) => text.trim())).toEqual([
      'Продолжить путь',
      'Не сейчас',
      'Не показывать такое',
      'Закрыть',
    ]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await said(page)).toBe('snoozed');
    expect(await focused(page)).toBe('open-inactivity_3_days');
  });

  test('a modal is as high as what is in it, and scrolls within a window that is lower', async () => {
    const page = await gallery();
    for (const name of ['inactivity_3_days', 'report']) {
      await page.locator(`#open-${name}`).click();
      const dialog = page.getByRole('dialog');
      for (const [width, height] of [
        [1440, 1200],
        [360, 1200],
        [360, 400],
      ] as const) {
        await page.setViewportSize({ width, height });
        const [shown, inside] = await dialog.evaluate(({ clientHeight, firstElementChild }) => [
          clientHeight,
          firstElementChild?.clientHeight ?? 0,
        ]);
        expect(shown).toBe(Math.min(inside ?? 0, 880, height - 32));
      }
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });

  test('a toast is read aloud, leaves the focus alone, and answers to the keyboard', async () => {
    const page = await gallery('?show=streak_at_risk');
    await page.getByRole('status').getByText('серия из 7 дней').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    for (const name of ['Выполнить привычку', 'Не сейчас', 'Не показывать такое', 'Закрыть']) {
      await page.getByRole('button', { name }).press('Enter');
    }
    expect(await said(page)).toBe('snoozed completed snoozed not_interested snoozed');
  });

  test('everything that can be pressed on a phone is at least 44 pixels', async () => {
    const page = await gallery('', { viewport: { width: 360, height: 800 }, hasTouch: true });
    const sizes = await page
      .locator('.retention button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
      );
    expect(sizes.length).toBeGreaterThan(8);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
  });

  test('a report becomes a picture of 1080×1350, in the downloads where nothing else can be done with it', async () => {
    const page = await gallery('?show=report-everything');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Поделиться картинкой' }).click(),
    ]);
    await page.getByText('Картинка сохранена в загрузки').waitFor();
    const png = await readFile(await download.path());
    const drawn = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(108, 135).getContext('2d');
      context?.drawImage(bitmap, 0, 0, 108, 135);
      const pixels = new Uint32Array(context?.getImageData(0, 0, 108, 135).data.buffer ?? []);
      return { width: bitmap.width, height: bitmap.height, colours: new Set(pixels).size };
    }, png.toString('base64'));
    expect(drawn).toEqual({ width: 1080, height: 1350, colours: expect.any(Number) });
    // Letters have soft edges; an empty ground has one colour.
    expect(drawn.colours).toBeGreaterThan(20);
    expect(await said(page)).toBe('saved');
  });

  test('the device’s own sharing gets the file; thinking better of it is no failure', async () => {
    const page = await gallery('?show=report');
    await page.evaluate(() => {
      const answers = [() => Promise.reject(new DOMException('', 'AbortError')), () => Promise.resolve()];
      Object.assign(navigator, {
        canShare: ({ files }: ShareData) => files?.[0]?.type === 'image/png',
        share: () => {
          document.body.dataset['asked'] = String(answers.length);
          return answers.shift()?.();
        },
      });
    });
    const share = page.getByRole('button', { name: 'Поделиться картинкой' });
    const status = page.locator('.retention-report [role=status]');
    await share.click();
    await page.locator('body[data-asked="2"]').waitFor();
    await expect.poll(() => status.innerText()).toBe('');
    await share.click();
    await status.getByText('Картинка отправлена').waitFor();
    expect(await said(page)).toBe('shared');
  });

  test('what fell or is nothing is left out of the report, or said kindly', async () => {
    const page = await gallery();
    async function textOf(report: string): Promise<string> {
      await page.locator(`#open-${report}`).click();
      const text = await page.getByRole('dialog').innerText();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      return text;
    }
    const fell = await textOf('report-fell');
    expect(fell).toContain('С возвращением');
    expect(fell).not.toMatch(/−|12|\b0\b/);
    const nothing = await textOf('report-nothing');
    expect(nothing).toContain('Спокойный месяц тоже часть пути');
    expect(nothing).not.toMatch(/\b0\b|пользователей/);
    const all = await textOf('report-everything');
    for (const text of ['+15% действий', '+5 дней к серии', 'Лучше, чем у 100\u00a0% пользователей', '365']) {
      expect(all).toContain(text);
    }
  });

  test.each(['ru', 'en'])('no word of the owner is on the screen or read aloud: %s', async (locale) => {
    const page = await gallery(`?locale=${locale}`);
    const texts = [await spoken(page)];
    for (const name of [
      'inactivity_3_days',
      'trial_expiring',
      'monthly_report',
      'report',
      'report-everything',
      'report-fell',
    ]) {
      await page.locator(`#open-${name}`).click();
      await page.getByRole('dialog').waitFor();
      texts.push(await spoken(page));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    const all = texts.join('\n').toLowerCase();
    expect(all.length).toBeGreaterThan(2_000);
    expect(OWNERS_WORDS.filter((word) => all.includes(word.toLowerCase()))).toEqual([]);
    expect(all).not.toMatch(/сегмент|отток|риск|segment|churn|retention score|low engagement/);
  });
});
