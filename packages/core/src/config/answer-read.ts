import { answerAside } from '../aside.ts';
import { checkSettings, type GivenSettings, readConfig } from './read.ts';

/** Entry of the process that reads a config; see read-aside.ts. */
answerAside(async (origin) => (isGiven(origin) ? checkSettings(origin) : readConfig(String(origin))));

function isGiven(origin: unknown): origin is GivenSettings {
  return typeof origin === 'object' && origin !== null && 'settings' in origin;
}
