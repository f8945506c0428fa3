/** Bytes that Apple takes of a notification (APNs; bark-server: PayloadMaximum, which the server does not enforce). */
export const largestPayload = 4096;

/** Parameters of a notification, all of them texts: the app reads nothing else. */
export type PushParameters = Readonly<Record<string, string>>;

/** Below it a character is a control character. */
const firstVisible = 0x20;
const shortEscapes: ReadonlySet<string> = new Set(['"', '\\', '\n', '\r', '\t']);
// Go's encoding/json makes these safe for HTML and JavaScript: \u003c, \u2028, …
const longEscapes: ReadonlySet<string> = new Set(['<', '>', '&', '\u2028', '\u2029']);

/** Bytes of a well-formed text inside a JSON string, as the server writes it. */
export function textBytes(text: string): number {
  let bytes = Buffer.byteLength(text);
  for (const character of text) {
    if (shortEscapes.has(character)) bytes += 1;
    else if (longEscapes.has(character) || character.charCodeAt(0) < firstVisible) {
      bytes += 6 - Buffer.byteLength(character);
    }
  }
  return bytes;
}

/** What the server shows when there is neither title nor body, as in an encrypted notification. */
const placeholder = 'Empty Message';
/** The sound when none is named, without its suffix. */
const usualSound = '1107';

/** Parameters that the server does not hand on as such. */
const taken: ReadonlySet<string> = new Set(['title', 'subtitle', 'body', 'sound', 'device_key', 'device_keys']);

/** Bytes of `,"name":"text"`. */
const fieldBytes = (name: string, text: string): number => textBytes(name) + textBytes(text) + 6;

/** Bytes of what bark-server makes of the parameters for Apple (apns.go, route_push.go). */
export function payloadBytes(parameters: PushParameters): number {
  const { title = '', sound = usualSound, group } = parameters;
  const body = (parameters.body ?? '') === '' && title === '' ? placeholder : (parameters.body ?? '');
  const frame = '{"aps":{"alert":{},"category":"myNotificationCategory","mutable-content":1}}';
  // The alert's first field, which it always has, needs no comma.
  let bytes = frame.length - 1 + fieldBytes('sound', sound.endsWith('.caf') ? sound : `${sound}.caf`);
  if (title !== '') bytes += fieldBytes('title', title);
  if (body !== '') bytes += fieldBytes('body', body);
  if (group !== undefined) bytes += fieldBytes('thread-id', group);
  for (const [name, text] of Object.entries(parameters)) if (!taken.has(name)) bytes += fieldBytes(name, text);
  return bytes;
}
