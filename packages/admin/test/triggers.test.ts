import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import { answer, ok } from './answer.ts';
import { expectQuery, expectShown, LETTERS, noBrowser, numberIn, visit } from './visit.ts';

/** A month that is over: nothing is added to it while the tests run. */
const MONTH = 'date_from=2024-05-12&date_to=2024-06-10';

function type(page: Page, name: string) {
  return page.getByRole('article', { name });
}

function mode(page: Page, name: string) {
  return type(page, name).getByRole('radio', { checked: true });
}

describe.skipIf(noBrowser)('the overview of messages', () => {
  test('says what became of every match, and each number opens its people', async () => {
    const page = await visit(`/admin/triggers?${MONTH}`);
    await type(page, 'Неактивность 3 дня').waitFor();
    const links = await page.getByRole('link', { name: /\sповод(а|ов)?$/ }).allInnerTexts();
    const matched = links.map(numberIn);
    const sentence = await page.locator('.sentence').innerText();
    expect(numberIn(sentence.split(':')[1] ?? '')).toBe(matched.reduce((sum, count) => sum + count, 0));

    const fates = await type(page, 'Неактивность 3 дня').getByRole('listitem').allInnerTexts();
    expect(fates.reduce((sum, text) => sum + numberIn(text), 0)).toBe(matched[0]);

    const held = type(page, 'Неактивность 3 дня').getByRole('listitem').filter({ hasText: 'удержано' });
    const count = numberIn(await held.innerText());
    await held.getByRole('link').click();
    await expectShown(page.getByRole('heading', { level: 1, name: 'Неактивность 3 дня: удержано' }));
    await expect.poll(async () => numberIn(await page.getByRole('status').first().innerText())).toBe(count);
    const rows = page.getByRole('table').getByRole('row');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(Math.min(count, 50) + 1);
    for (const text of (await rows.allInnerTexts()).slice(1)) expect(text).toMatch(/Удержано: /);
  });

  test('a type goes into the shadow at once and comes back with one press; sending is asked about first', async () => {
    const page = await visit('/admin/triggers');
    const win_back = type(page, 'Win-back');
    await win_back.getByText('В тени', { exact: true }).click();
    await page.getByText('Win-back: теперь в тени.').waitFor();
    await page.reload();
    await win_back.waitFor();
    expect(await mode(page, 'Win-back').getAttribute('aria-label')).toMatch(/^В тени/);

    await win_back.getByText('Вкл.').click();
    const question = page.getByRole('dialog', { name: 'Включить отправку?' });
    await question.getByText('То, что подошло в тени, задним числом не отправляется.').waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await expect.poll(() => mode(page, 'Win-back').getAttribute('aria-label')).toMatch(/^В тени/);

    await win_back.getByText('Вкл.').click();
    await question.getByRole('button', { name: 'Включить' }).click();
    await page.getByText('Win-back: теперь отправляется.').waitFor();
    await page.getByRole('button', { name: 'Вернуть' }).click();
    await page.getByText('Возвращено как было: Win-back.').waitFor();
    expect(await mode(page, 'Win-back').getAttribute('aria-label')).toMatch(/^В тени/);

    await win_back.getByText('Вкл.').click();
    await question.getByRole('button', { name: 'Включить' }).click();
    await page.getByText('Win-back: теперь отправляется.').waitFor();
  });

  test('what could not be switched goes back by itself, and says why', async () => {
    const page = await visit('/admin/triggers', { complaints: /status of 503/ });
    await answer(page, 'trigger_setting', (route) =>
      route.fulfill({ status: 503, json: { status: 'error', message: 'not now', errors: [] } }),
    );
    const streak = type(page, 'Стрик под угрозой');
    await streak.getByText('Выкл.').click();
    await streak.getByRole('alert').getByText('Сервер сейчас не может ответить.').waitFor();
    expect(await mode(page, 'Стрик под угрозой').getAttribute('aria-label')).toMatch(/^Включено/);
  });

  test('an evaluation that matched too many waits for a decision', async () => {
    const page = await visit('about:blank');
    let held = true;
    await answer(page, 'trigger_types', async (route) => {
      const response = await route.fetch();
      const body: Contract['trigger_types']['response'] = await response.json();
      const run = { run_id: 7, matched: 112, users: 400, created_at: '2024-06-12T08:00:00Z' };
      for (const one of body.types) if (one.type === 'win_back' && held) one.held_runs = [run];
      await route.fulfill({ response, json: body });
    });
    const decided = await answer(page, 'trigger_run_decide', async (route) => {
      held = false;
      await route.fulfill({ json: { status: 'ok', triggers: 112 } });
    });
    await page.goto('/admin/triggers');
    const brake = page.getByRole('region', { name: 'Ждёт вашего решения: Win-back' });
    await brake.getByText('112 из 400').waitFor();
    await expectShown(page.getByText(/проверка ждёт вашего решения\.$/));
    await brake.getByRole('button', { name: 'Отправить 112 сообщений' }).click();
    const question = page.getByRole('dialog', { name: 'Отправить сообщения?' });
    await question.getByRole('button', { name: 'Отмена' }).click();
    expect(decided).toEqual([]);
    await brake.getByRole('button', { name: 'Не отправлять' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Не отправлять' }).click();
    await brake.waitFor({ state: 'detached' });
    expect(decided).toEqual([{ run_id: 7, decision: 'declined' }]);
  });

  test('an analyst sees everything and changes nothing', async () => {
    const page = await visit('about:blank');
    await answer(page, 'session_get', (route) =>
      route.fulfill({
        json: { role: 'analyst', kind: 'account', user_id: 'anna', expires_at: '2024-06-13T09:00:00Z' },
      }),
    );
    await page.goto('/admin/triggers');
    await page.getByText('менять может только администратор').waitFor();
    for (const radio of await type(page, 'Win-back').getByRole('radio').all()) {
      expect(await radio.isDisabled()).toBe(true);
    }
    await page.getByRole('link', { name: 'Win-back' }).click();
    await expect.poll(() => page.getByRole('slider').isDisabled()).toBe(true);
    expect(await page.getByRole('heading', { name: 'Отправить себе' }).count()).toBe(0);
  });
});

describe.skipIf(noBrowser)('a type of message', () => {
  test('shows which rule held back whom', async () => {
    const page = await visit(`/admin/triggers/inactivity_3_days?${MONTH}`);
    const holdout = page.getByRole('row', { name: /^Контрольная группа/ });
    const count = numberIn(await holdout.getByRole('link').first().innerText());
    expect(count).toBeGreaterThan(0);
    await holdout.getByRole('link').first().click();
    await expectShown(page.getByRole('heading', { level: 1, name: /контрольная группа$/ }));
    await expect.poll(async () => numberIn(await page.getByRole('status').first().innerText())).toBe(count);
    await page.getByRole('link', { name: '← Неактивность 3 дня' }).click();
    await expectQuery(page, Object.fromEntries(new URLSearchParams(MONTH)));
  });

  test('the holdout is set, and taken back', async () => {
    const page = await visit('/admin/triggers/trial_expiring');
    const share = page.locator('output');
    await expect.poll(() => share.innerText()).toMatch(/^0/);
    await page.getByRole('slider').focus();
    for (const _ of [1, 2, 3, 4, 5]) await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText(/Контрольная группа теперь 5/).waitFor();
    await page.getByRole('button', { name: 'Вернуть' }).click();
    await expect.poll(() => share.innerText()).toMatch(/^0/);
  });

  test('its texts are shown as each channel sends them, in both languages', async () => {
    const page = await visit('/admin/triggers/inactivity_3_days', { complaints: LETTERS });
    const texts = page.getByRole('region', { name: 'Тексты' });
    await texts.getByText('Твои цели ждут тебя').waitFor();
    await texts.getByText('Почта', { exact: true }).click();
    const letter = texts.frameLocator('iframe');
    await letter.getByRole('heading', { name: 'Твои цели ждут тебя' }).waitFor();
    // Nothing in a letter may run or lead anywhere from within the dashboard.
    expect(await texts.locator('iframe').getAttribute('sandbox')).toBe('');
    await texts.getByText('По-английски').click();
    await letter.getByRole('heading', { name: 'Your goals are waiting' }).waitFor();
    await texts.getByText('Telegram', { exact: true }).click();
    await texts
      .locator('.bubble')
      .getByText(/Your goals are waiting/)
      .waitFor();
  });

  test('a test goes to the address that was given, which is remembered', async () => {
    const page = await visit('about:blank', { complaints: LETTERS });
    await answer(page, 'trigger_preview', async (route) => {
      const response = await route.fetch();
      const body: Contract['trigger_preview']['response'] = await response.json();
      await route.fulfill({ response, json: { ...body, configured: true } });
    });
    const asked = await answer(page, 'trigger_test', (route) =>
      route.fulfill({ json: { outcome: 'refused', answer: '550 no such mailbox' } }),
    );
    await page.goto('/admin/triggers/win_back');
    await page.getByLabel('Ваш e-mail').fill('owner@example.com');
    await page.getByRole('button', { name: 'Отправить', exact: true }).click();
    await page.getByText('550 no such mailbox').waitFor();
    const address = 'owner@example.com';
    expect(asked).toEqual([{ type: 'win_back', channel: 'email', locale: 'ru', address }]);
    await page.reload();
    await expect.poll(() => page.getByLabel('Ваш e-mail').inputValue()).toBe(address);
  });

  test('that does not exist is said, with a way on', async () => {
    const page = await visit('/admin/triggers/nothing');
    await expectShown(page.getByRole('heading', { name: 'Такого типа нет' }));
    await page.getByRole('link', { name: 'К сообщениям' }).click();
    await type(page, 'Win-back').waitFor();
  });
});

test.skipIf(noBrowser)('a dry run names who would get what at a moment, and the address says which', async () => {
  const page = await visit('/admin/triggers/dry-run');
  const sentence = page.locator('.sentence');
  await expect.poll(() => sentence.innerText()).toMatch(/Посмотрели на \d+\sчеловек/);
  await page.getByText('Сегодня в 20:00').click();
  await expectQuery(page, { at: 'today_20' });
  await expect.poll(() => sentence.innerText()).toContain('12 июн. 2024, 20:00');

  await page.getByText('Свой момент').click();
  const own = page.locator('input[type=datetime-local]');
  await own.fill('2024-08-30T12:00');
  await page.getByText('не дальше 31 дня').waitFor();
  await own.fill('2024-06-16T12:00');
  await page.getByRole('button', { name: 'Показать' }).click();
  await expectQuery(page, { at: '2024-06-16T09:00:00Z' });
  await expect.poll(() => sentence.innerText()).toContain('16 июн. 2024, 12:00');
  const person = page
    .getByRole('list', { name: /^Кто: / })
    .first()
    .getByRole('link')
    .first();
  const name = await person.innerText();
  await person.click();
  await expectShown(page.getByRole('heading', { level: 1, name }));
});

describe.skipIf(noBrowser)('deliveries that need a look', () => {
  test('are listed by what happened', async () => {
    const page = await visit('/admin/deliveries');
    const total = async () => numberIn(await page.getByRole('status').first().innerText());
    await expectShown(page.getByRole('table', { name: 'Доставка' }));
    const all = await total();
    let sum = 0;
    for (const [label, status] of [
      ['Неясно', 'uncertain'],
      ['Недоступен', 'unreachable'],
      ['Отказ', 'refused'],
    ] as const) {
      await page.getByRole('radio', { name: label }).check({ force: true });
      await expectQuery(page, { status });
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      const marks = page.getByRole('table').locator('tbody .status');
      for (const mark of await marks.allInnerTexts()) expect(mark.trim()).toBe(label);
      sum += await total();
    }
    expect(sum).toBe(all);
  });

  test('one that may have arrived is sent again only by whom has been told so', async () => {
    const page = await visit('about:blank');
    await answer(page, 'deliveries', async (route) => {
      const response = await route.fetch();
      const body: Contract['deliveries']['response'] = await response.json();
      const deliveries = body.deliveries.map((one) => ({ ...one, can_retry: one.status === 'uncertain' }));
      await route.fulfill({ response, json: { ...body, deliveries } });
    });
    const retried = await answer(page, 'delivery_retry', ok);
    await page.goto('/admin/deliveries?status=uncertain');
    await page
      .getByRole('button', { name: /^Отправить ещё раз/ })
      .first()
      .click();
    const question = page.getByRole('dialog', { name: 'Отправить ещё раз?' });
    await question.getByText('Может прийти дважды').waitFor();
    await question.getByRole('button', { name: 'Отправить ещё раз' }).click();
    await page.getByText(/^Снова в очереди/).waitFor();
    expect(retried).toHaveLength(1);
  });
});

describe.skipIf(noBrowser)('the messages of a person', () => {
  test('are told with times and reasons, and one can be sent by hand', async () => {
    const page = await visit('/admin/user/1040');
    const messages = page.getByRole('region', { name: 'Сообщения' });
    const list = messages.getByRole('list', { name: 'Список сообщений' });
    await messages.getByText('В приложении', { exact: true }).waitFor();
    await messages.getByRole('button', { name: 'Отправить сообщение' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Какое').selectOption('Месячный отчёт');
    await dialog.getByText(/^Позади 1\s*месяц/).waitFor();
    expect(await dialog.getByRole('checkbox', { name: /^В приложении/ }).isChecked()).toBe(true);
    expect(await dialog.getByRole('checkbox', { name: /^Почта/ }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
    await dialog.getByText('Оно уйдёт, как только позволят правила.').waitFor();
    await dialog.getByRole('button', { name: 'Готово' }).click();
    await list.getByText('Создано вручную').first().waitFor();
    await expectShown(list.getByText('вручную', { exact: true }).first());
  });

  test('are sent from the table of those at risk, and a refusal is explained', async () => {
    const page = await visit('/admin/', { complaints: /status of 409/ });
    await answer(page, 'send_trigger', (route) =>
      route.fulfill({ status: 409, json: { status: 'error', message: 'on its way', errors: [] } }),
    );
    const push = page.getByRole('button', { name: /^Push: / }).first();
    await push.click();
    const dialog = page.getByRole('dialog', { name: 'Отправить сообщение' });
    await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
    await dialog.getByRole('alert').getByText('отправить нельзя').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => push.evaluate((button) => button === document.activeElement)).toBe(true);
  });
});
