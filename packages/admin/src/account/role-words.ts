import type { DashboardRole } from '@retention/domain/contract/accounts';
import type { Text } from '@retention/domain/text';

/** What each role may, in a sentence. */
export const ROLE_WHAT = {
  analyst: {
    ru: 'Видит все числа и людей, но не видит их контактов и ничего не меняет.',
    en: 'Sees every number and all people, but no contacts, and changes nothing.',
  },
  admin: {
    ru: 'Видит и контакты, включает и отправляет сообщения, выгружает и стирает данные людей.',
    en: 'Sees contacts too, switches and sends messages, exports and erases what is held about people.',
  },
  owner: {
    ru: 'Может всё это и ведёт команду: аккаунты, входы и журнал.',
    en: 'May do all of that, and keeps the team: accounts, logins and the audit.',
  },
} as const satisfies Record<DashboardRole, Text>;
