export type Fields = { readonly [name: string]: unknown };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bytes that the attribute `time` counts, whatever its length. */
const timeBytes = 36;

/** Bytes of an event as the API counts them: the values of its attributes, and its data. */
export function sizeOf(event: Fields): number {
  return Object.entries(event).reduce((sum, [name, value]) => {
    if (name === 'time') return sum + timeBytes;
    return sum + Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
  }, 0);
}

/** What is wrong with a CloudEvent; undefined: nothing. */
export function objectionTo(event: unknown): string | undefined {
  if (!isFields(event)) return 'it is no object';
  if (event.specversion !== '1.0') return 'specversion is not 1.0';
  for (const name of ['id', 'source', 'type', 'aliyuneventbusname']) {
    if (typeof event[name] !== 'string' || event[name] === '') return `${name} is missing`;
  }
  if (typeof event.time !== 'string' || Number.isNaN(Date.parse(event.time))) return 'time is no time';
  const wrong = Object.keys(event).find((name) => !/^[a-z0-9]+$/.test(name));
  return wrong === undefined ? undefined : `${wrong} is no name of an attribute`;
}
