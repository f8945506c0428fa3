/** What the server makes of a push's parameters (bark-server: push in route_push.go). */
export interface PushMessage {
  readonly deviceKey: string;
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
  readonly sound: string;
  /** What it hands on to the app, under lower-case names. */
  readonly others: ReadonlyMap<string, unknown>;
}

const known: ReadonlySet<string> = new Set(['id', 'device_key', 'subtitle', 'title', 'body', 'sound']);

/** Names are read in any case when their values are texts, and only then; what is no text is handed on and means nothing. */
export function messageOf(parameters: Readonly<Record<string, unknown>>): PushMessage {
  const own = new Map<string, string>();
  const others = new Map<string, unknown>();
  for (const [name, value] of Object.entries(parameters)) {
    const lower = name.toLowerCase();
    if (typeof value === 'string') {
      if (known.has(lower)) own.set(lower, value);
      if (!known.has(lower) || lower === 'id') others.set(lower, value);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, one] of Object.entries(value)) others.set(inner, one);
    } else {
      others.set(name, value);
    }
  }
  const [title = '', subtitle = '', body = ''] = ['title', 'subtitle', 'body'].map((name) => own.get(name));
  const sound = own.get('sound') ?? '1107';
  return {
    deviceKey: own.get('device_key') ?? '',
    id: own.get('id') ?? '',
    title,
    subtitle,
    // Apple discards a notification without a text, such as an encrypted one.
    body: title === '' && subtitle === '' && body === '' ? 'Empty Message' : body,
    sound: sound.endsWith('.caf') ? sound : `${sound}.caf`,
    others,
  };
}
