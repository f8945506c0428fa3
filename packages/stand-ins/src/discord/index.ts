export { type DiscordOptions, startDiscord } from './discord.ts';
