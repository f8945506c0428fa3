import type { KubeEvent } from '@kubeherald/sink-sdk';

/** Widths of the columns before the message: what usual events need, so that most lines align; longer values push the rest aside. */
const widths = { time: 20, type: 7, reason: 20, namespace: 15, object: 40 } as const;

const lineEnds = /\s*[\r\n\u0085\u2028\u2029]\s*/g;
const controls = /\p{Cc}/gu;

/** One event as a line of JSON. */
export function jsonLine(event: KubeEvent, withRaw: boolean): string {
  if (withRaw) return `${JSON.stringify(event)}\n`;
  const { raw: _, ...rest } = event;
  return `${JSON.stringify(rest)}\n`;
}

/** The titles of {@link textLine}'s columns. */
export const header = `${columns('LAST SEEN', 'TYPE', 'REASON', 'NAMESPACE', 'OBJECT')}   MESSAGE\n`;

/** One event as a line that reads like `kubectl get events`: time, type, reason, namespace, kind/name, message and how often. */
export function textLine(event: KubeEvent): string {
  const { object } = event;
  const named = object.kind === '' && object.name === '' ? '-' : `${object.kind.toLowerCase()}/${object.name}`;
  const times = event.count > 1 ? ` (x${event.count})` : '';
  // Seconds, as kubectl: the fraction would move the columns.
  const time = event.time.replace(/\.\d+Z$/, 'Z');
  const before = columns(time, event.type || '-', event.reason || '-', object.namespace || '-', named);
  return `${before}   ${oneLine(event.message)}${times}\n`;
}

function columns(time: string, type: string, reason: string, namespace: string, object: string): string {
  const cells = [
    oneLine(time).padEnd(widths.time),
    oneLine(type).padEnd(widths.type),
    oneLine(reason).padEnd(widths.reason),
    oneLine(namespace).padEnd(widths.namespace),
    oneLine(object).padEnd(widths.object),
  ];
  return cells.join('   ');
}

/** Line ends become spaces; other control characters, which a terminal would obey, are written out as `\x1b`. */
function oneLine(text: string): string {
  return text
    .replace(lineEnds, ' ')
    .replaceAll('\t', ' ')
    .replace(controls, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
