import type { ApiGroup, StoredEvent } from './event.ts';
import { renderBody } from './render.ts';

/** One stored state of an event. Its JSON is rendered when first asked for, once per API group. */
export class Revision {
  /** `namespace/name`: the order of lists. */
  readonly key: string;
  /** The resourceVersion. */
  readonly revision: number;
  readonly event: StoredEvent;
  #core: Buffer | undefined;
  #new: Buffer | undefined;

  constructor(key: string, revision: number, event: StoredEvent) {
    this.key = key;
    this.revision = revision;
    this.event = event;
  }

  /** The inside of the JSON object: no braces, no kind, no apiVersion. */
  body(group: ApiGroup): Buffer {
    if (group === '') {
      this.#core ??= renderBody(this.event, this.revision, group);
      return this.#core;
    }
    this.#new ??= renderBody(this.event, this.revision, group);
    return this.#new;
  }

  /** The same event under another resourceVersion, as a DELETED frame shows it. */
  at(revision: number): Revision {
    return new Revision(this.key, revision, this.event);
  }
}

/** What one write did: the material of watch frames. */
export interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The new state; for DELETED the last state. */
  readonly current: Revision;
  /** The state before; undefined for ADDED. */
  readonly previous: Revision | undefined;
}

/** `namespace/name`. */
export function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
