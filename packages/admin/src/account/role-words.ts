import type { DashboardRole } from '@retention/domain/contract/accounts';
import type { Text } from '@retention/domain/text';

/** What each role may, in a sentence. */
export const ROLE_WHAT = {
  analyst: {
    ru: 'Видит все числа и людей, но не видит их контактов и ничего не меняет.',
    en: 'Sees every number and all people, but no contacts, and changes nothing.',
  },
  admin: {
    ru: 'Видит все числа, людей и их контакты, включает и отправляет сообщения, выгружает и стирает данные людей.',
    en: 'Sees every number, all people and their contacts, switches and sends messages, exports and erases what is held about people.',
  },
  owner: {
    ru: 'Видит и может всё: числа, люди и контакты, сообщения, выгрузка и стирание данных, команда, входы и журнал.',
    en: 'Sees and may do everything: numbers, people and contacts, messages, exporting and erasing, the team, logins and the audit.',
  },
} as const satisfies Record<DashboardRole, Text>;
