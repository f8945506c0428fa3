import type { EncodedEvent } from '@kubeherald/sink-host';
import { normaliseEvent, type RawEvent } from '@kubeherald/sink-sdk';
import { coreEvent, encodeEvent } from './event.ts';
import { revise } from './revise.ts';

/** An event that can be found at the destination by the mark its message begins with. */
export interface MarkedEvent {
  /** Letters and digits only, so that no escaping changes it. */
  readonly mark: string;
  readonly raw: RawEvent;
  readonly encoded: EncodedEvent;
}

const fields = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const markOf = (number: number): string => `khmark${String(number).padStart(6, '0')}`;
const versionOf = (number: number): string => String(100_000 + number);
const bodyOf = (raw: RawEvent): 'note' | 'message' => ('regarding' in raw ? 'note' : 'message');

/** The occurrence count of an event, as sinks get it. */
export const countOf = ({ raw }: MarkedEvent): number => normaliseEvent(raw, { cluster: '', change: 'added' }).count;

/** Gives events an identity and a mark of their own. */
export class Marker {
  #count = 0;

  /** `raw` with its own uid, resourceVersion and mark. */
  mark(raw: RawEvent): MarkedEvent {
    const number = ++this.#count;
    const mark = markOf(number);
    const uid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const body = bodyOf(raw);
    const marked = {
      ...raw,
      metadata: { ...fields(raw.metadata), uid, resourceVersion: versionOf(number) },
      [body]: `${mark} ${text(raw[body])}`,
    };
    return { mark, raw: marked, encoded: encodeEvent(marked) };
  }

  /** The next revision of an event, counted up, with a message and a mark of its own. */
  revised(earlier: MarkedEvent): MarkedEvent {
    const number = ++this.#count;
    const mark = markOf(number);
    const body = bodyOf(earlier.raw);
    const revision = revise(earlier.raw, versionOf(number));
    const raw = { ...revision, [body]: text(revision[body]).replace(earlier.mark, mark) };
    return { mark, raw, encoded: encodeEvent(raw, 'modified') };
  }

  /** The next revision of an event, counted up, with the very message of the one before, as most revisions are. */
  repeated({ mark, raw: earlier }: MarkedEvent): MarkedEvent {
    const raw = revise(earlier, versionOf(++this.#count));
    return { mark, raw, encoded: encodeEvent(raw, 'modified') };
  }

  /** An event with this message; `about`: the name of its pod, by default one of its own. */
  message(message: string, about?: string): MarkedEvent {
    const name = about ?? `web-${this.#count}`;
    return this.mark(
      coreEvent({ message, involvedObject: { kind: 'Pod', namespace: 'shop', name, uid: `uid-of-${name}` } }),
    );
  }

  /** Some events, each about an object of its own, or all about the one named. */
  several(count: number, about?: string): MarkedEvent[] {
    return Array.from({ length: count }, (_, index) => this.message(`event ${index} of ${count}`, about));
  }
}
