import { ConfigError, type HttpReply, RejectedError, RetryableError } from '@kubeherald/sink-sdk';

/** What became of one event: undefined, it was taken. */
export type Result = RejectedError | RetryableError | ConfigError | undefined;

type Fields = { readonly [name: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What the code of an entry means, by what codes of one sort have in their names (help.aliyun.com/en/eventbridge, error codes). */
const meanings: readonly (readonly [RegExp, 'retry' | 'config', string])[] = [
  [/throttl|toomany|flowcontrol|quota|limit.*exceed|internal|unavailable|timeout|busy/i, 'retry', ''],
  [/accesskey|signature|sts|token/i, 'config', '; EventBridge does not accept the key'],
  [/denied|forbidden|unauthorized|nopermission/i, 'config', '; the RAM policy must allow eventbridge:PutEvents'],
  [/bus.*not.*exist|busnotfound/i, 'config', '; check eventBus'],
];

function resultOf(entry: unknown): Result {
  if (!isFields(entry)) return new RetryableError('an entry of the answer is no object');
  const { ErrorCode: code, ErrorMessage: message } = entry;
  if (typeof code !== 'string' || code === '') return undefined;
  const said = `${code}: ${typeof message === 'string' ? message : ''}`;
  const [, kind, advice = ''] = meanings.find(([pattern]) => pattern.test(code)) ?? [];
  if (kind === 'retry') return new RetryableError(said);
  return kind === 'config' ? new ConfigError(`${said}${advice}`) : new RejectedError(said);
}

const isEmpty = (entries: unknown): boolean => Array.isArray(entries) && entries.length === 0;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * What became of each of `count` events.
 * @param hide takes credentials out of what the API wrote
 * @throws RetryableError when this is no answer to a request of that many
 */
export function readReply({ text }: HttpReply, count: number, hide: (text: string) => string): readonly Result[] {
  const answer = parse(hide(text));
  if (isFields(answer) && typeof answer.FailedEntryCount === 'number') {
    const { FailedEntryCount: failed, EntryList: entries } = answer;
    if (Array.isArray(entries) && entries.length === count) {
      const results = entries.map(resultOf);
      // A failure that no entry owns may be anyone's: rather twice than never.
      if (failed <= results.filter((result) => result !== undefined).length) return results;
    } else if (failed === 0 && (entries === undefined || isEmpty(entries)))
      return Array.from({ length: count }, () => undefined);
  }
  throw new RetryableError(
    'the answer does not say what became of the events: is the endpoint right, is a proxy between?',
  );
}
