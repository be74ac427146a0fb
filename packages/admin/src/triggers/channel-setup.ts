import type { OutboundChannel } from '@retention/domain/channel';
import type { Text } from '@retention/domain/text';

interface Setup {
  /** The variables the server is started with; the first is what switches the channel on. */
  readonly variables: readonly string[];
  readonly note: Text;
}

/** What the owner has to set so that a channel works. */
export const CHANNEL_SETUP = {
  push: {
    variables: ['RETENTION_PUSH_SUBJECT'],
    note: {
      ru: 'Ваш адрес для push-служб, например mailto:you@example.com. Ключи создаются сами.',
      en: 'Your address for the push services, like mailto:you@example.com. The keys are generated.',
    },
  },
  telegram: {
    variables: ['RETENTION_TELEGRAM_TOKEN'],
    note: { ru: 'Токен бота от @BotFather.', en: 'The token of the bot, from @BotFather.' },
  },
  email: {
    variables: ['RETENTION_SMTP_URL', 'RETENTION_EMAIL_FROM'],
    note: {
      ru: 'SMTP-сервер (smtp://user:password@host:587) и отправитель.',
      en: 'The SMTP server (smtp://user:password@host:587) and the sender.',
    },
  },
} as const satisfies Record<OutboundChannel, Setup>;
