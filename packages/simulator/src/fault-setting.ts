import { isObject } from './json.ts';

/** How a fault is to act. Every field is optional; which ones a fault reads stands with the fault. */
export interface FaultSetting {
  /** Only requests with one of these verbs (`list`, `watch`, `get`, `create`, …). */
  readonly verbs?: readonly string[];
  /** Only requests of these users. */
  readonly users?: readonly string[];
  /** It strikes so often, then it is over. Default: until cleared. */
  readonly times?: number;
  /** It is over after so many ms. Default: until cleared. */
  readonly forMs?: number;
  /** HTTP status, or code of an ERROR frame. */
  readonly status?: number;
  /** Retry-After in seconds; 0 sends none. */
  readonly retryAfterSeconds?: number;
  /** The body is a web page, as from a proxy before the API server. */
  readonly html?: boolean;
  /** After so many frames of the watch; 0 is at once. Default 0. */
  readonly afterFrames?: number;
  /** In the middle of a frame. */
  readonly inFrame?: boolean;
  /** Watches that are open already are struck too. Default true, where a fault strikes watches. */
  readonly open?: boolean;
  /** After so many bytes of the body. */
  readonly afterBytes?: number;
  readonly bytesPerSecond?: number;
  /** New connections too. */
  readonly newConnections?: boolean;
  /** The line to send instead of the fault's own. */
  readonly line?: string;
}

const numbers = [
  'times',
  'forMs',
  'status',
  'retryAfterSeconds',
  'afterFrames',
  'afterBytes',
  'bytesPerSecond',
] as const;
const booleans = ['html', 'inFrame', 'open', 'newConnections'] as const;
const lists = ['verbs', 'users'] as const;
const known = new Set<string>([...numbers, ...booleans, ...lists, 'line', 'name']);

/** A setting that cannot be read; the message says what was expected. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/**
 * Reads a setting from JSON.
 * @throws SettingError naming the field that is wrong.
 */
export function readFaultSetting(value: unknown): FaultSetting {
  if (!isObject(value))
    throw new SettingError('a fault is set by a JSON object, such as {"name": "refuse", "status": 503}');
  const stranger = Object.keys(value).find((name) => !known.has(name));
  if (stranger !== undefined) {
    throw new SettingError(
      `unknown field ${JSON.stringify(stranger)} of a fault: expected one of ${[...known].join(', ')}`,
    );
  }
  const setting: { -readonly [field in keyof FaultSetting]: FaultSetting[field] } = {};
  for (const name of numbers) {
    const number = value[name];
    if (number === undefined) continue;
    if (typeof number !== 'number' || number < 0)
      throw new SettingError(`${name} of a fault must be a number, 0 or more`);
    setting[name] = number;
  }
  for (const name of booleans) {
    const flag = value[name];
    if (flag === undefined) continue;
    if (typeof flag !== 'boolean') throw new SettingError(`${name} of a fault must be true or false`);
    setting[name] = flag;
  }
  for (const name of lists) {
    const list = value[name];
    if (list === undefined) continue;
    if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) {
      throw new SettingError(`${name} of a fault must be a list of strings`);
    }
    setting[name] = list;
  }
  const { line } = value;
  if (line !== undefined) {
    if (typeof line !== 'string') throw new SettingError('line of a fault must be a string');
    setting.line = line;
  }
  return setting;
}
