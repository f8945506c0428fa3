export { startTelegram, type TelegramOptions, telegramChat } from './telegram.ts';
