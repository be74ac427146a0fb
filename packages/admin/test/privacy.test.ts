import { text as readAll } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { answer } from './answer.ts';
import { expectShown, noBrowser, visit } from './visit.ts';

test.skipIf(noBrowser)('all about a person is taken away as a file, and erased once their id is typed', async () => {
  const page = await visit('/admin/user/1378');
  const block = page.getByRole('region', { name: 'Данные человека' });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    block.getByRole('button', { name: 'Скачать всё, JSON' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('user-1378.json');
  expect(JSON.parse(await readAll(await file.createReadStream()))).toMatchObject({ user_id: 1378 });
  await expectShown(block.getByText('Данные скачаны'));

  // Other tests count those people: nobody is erased here, but in the test of hostile content.
  const erased = await answer(page, 'user_erase', (route) =>
    route.fulfill({ json: { status: 'ok', erased: true, events: 214 } }),
  );
  await block.getByRole('button', { name: 'Стереть человека…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Стереть человека?' });
  const deed = dialog.getByRole('button', { name: 'Стереть навсегда' });
  await dialog.getByRole('textbox').fill('137');
  expect(await deed.isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('1378');
  await deed.click();
  await expectShown(page.getByText('Человек стёрт: 214 событий.'));
  expect(new URL(page.url()).pathname).toBe('/admin/people');
  expect(erased).toEqual([{ user_id: 1378 }]);
});
