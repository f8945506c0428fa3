import { ConfigError } from '@kubeherald/sink-sdk';
import type { Options } from './config.ts';
import type { Preset } from './presets/preset.ts';

/** Options that only requests without a preset have a meaning for, as they are without being given. */
const ofRequests = {
  method: 'POST',
  batch: 'single',
  envelope: 'none',
  raw: false,
  layout: 'event',
  connections: 1,
} as const;
const known = ['signature', 'oauth2', 'answerCode'] as const;
const ofSomePresets = ['secret', 'chatId', 'threadId', 'channel'] as const;

/** Options that only messages have a meaning for. */
const ofMessages = ['label', 'zone', 'perMinute', ...ofSomePresets] as const;

/** @throws ConfigError for options that would be without effect */
export function checkChatOptions(options: Options, preset: Preset): void {
  const name = options.preset;
  for (const [option, value] of Object.entries(ofRequests)) {
    if (Reflect.get(options, option) !== value)
      throw new ConfigError(`${option}: preset ${name} decides on that itself; leave it out`);
  }
  for (const option of known) {
    if (options[option] !== undefined) throw new ConfigError(`${option}: ${preset.title} knows none; leave it out`);
  }
  for (const option of ofSomePresets) {
    if (options[option] !== undefined && !preset.options.includes(option))
      throw new ConfigError(`${option}: means nothing to preset ${name}; leave it out`);
  }
}

/** @throws ConfigError for options that would be without effect */
export function checkRequestOptions(options: Options): void {
  const given = ofMessages.find((option) => options[option] !== undefined);
  const idle = given ?? (options.language === 'en' ? undefined : 'language');
  if (idle === undefined) return;
  const instead = idle === 'secret' ? '; to sign requests set signature.secret' : '';
  throw new ConfigError(`${idle}: has an effect only with a preset; set preset, or leave it out${instead}`);
}
