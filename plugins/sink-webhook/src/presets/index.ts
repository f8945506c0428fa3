import { discord } from './discord.ts';
import { feishu } from './feishu.ts';
import { mattermost } from './mattermost.ts';
import type { Preset } from './preset.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';

export const presetNames = ['slack', 'feishu', 'teams', 'discord', 'telegram', 'mattermost'] as const;

export type PresetName = (typeof presetNames)[number];

export const presets: Readonly<Record<PresetName, Preset>> = { slack, feishu, teams, discord, telegram, mattermost };
