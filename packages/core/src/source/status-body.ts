import { member, textOf } from './json-value.ts';

/** What the API server says of a failure: a `Status` object, or whatever else came in its place. */
export interface StatusBody {
  /** The HTTP code that the Status names; 0 when it names none. */
  readonly code: number;
  /** `Expired`, `Forbidden`, `Timeout`, …; empty when there is none (some 500s). */
  readonly reason: string;
  /** For people; never to be matched on. */
  readonly message: string;
  /** `details.causes[].reason`. */
  readonly causes: readonly string[];
  /** `details.retryAfterSeconds`, in ms. */
  readonly retryAfterMs: number | undefined;
}

/** Longest text of an answer that is quoted in a message: enough for any Status, short enough for one log line. */
const quotedLength = 300;

/** Reads an error's body. It is not always a JSON Status: 429 and unknown groups are plain text, 406 may be YAML. */
export function parseStatusText(text: string): StatusBody {
  try {
    return parseStatus(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { code: 0, reason: '', message: quoted(text), causes: [], retryAfterMs: undefined };
  }
}

/** Reads a Status object, as an ERROR frame carries it; anything else gives an empty one that quotes it. */
export function parseStatus(value: unknown): StatusBody {
  const details = member(value, 'details');
  const causes = member(details, 'causes');
  const seconds = member(details, 'retryAfterSeconds');
  return {
    code: numberOf(member(value, 'code')),
    reason: textOf(member(value, 'reason')),
    message: textOf(member(value, 'message')) || quoted(JSON.stringify(value) ?? ''),
    causes: Array.isArray(causes) ? causes.map((cause) => textOf(member(cause, 'reason'))) : [],
    retryAfterMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined,
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function quoted(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > quotedLength ? `${line.slice(0, quotedLength)}…` : line;
}
