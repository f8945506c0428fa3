import type { RawEvent } from '@kubeherald/sink-sdk';
import { codes, HeraldError } from '../errors.ts';
import { parseRawEvent } from '../send/event-file.ts';

type Fields = { readonly [field: string]: unknown };
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads Events, core/v1 or events.k8s.io/v1, as they were written: one object (JSON or YAML), a List (`kubectl get events -o json`) or a
 * JSON object a line.
 * @param file only what faults call it
 * @throws HeraldError KH_EVENT_FILE with the place of each fault
 */
export async function parseEvents(file: string, text: string): Promise<readonly RawEvent[]> {
  const whole = parsed(text);
  if (isFields(whole) && Array.isArray(whole.items)) {
    const items: readonly unknown[] = whole.items;
    if (items.length === 0)
      throw new HeraldError(
        codes.eventFile,
        `${file}: the list holds no event; expected one Event of core/v1 or events.k8s.io/v1 at least`,
      );
    return Promise.all(items.map((item, index) => parseRawEvent(`${file}: items[${index}]`, JSON.stringify(item))));
  }
  const lines = [...text.split('\n').entries()].filter(([, line]) => line.trim() !== '');
  if (whole === undefined && lines.length > 1 && lines.every(([, line]) => line.trimStart().startsWith('{')))
    return Promise.all(lines.map(([index, line]) => parseRawEvent(`${file}: line ${index + 1}`, line)));
  return [await parseRawEvent(file, text)];
}

/** Of JSON; undefined for a text that is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
