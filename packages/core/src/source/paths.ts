import type { Position, Scope } from '../revision.ts';

/** Which of the two views of the same stored events to read. */
export type EventsApi = 'core/v1' | 'events.k8s.io/v1';

/** What a list and a watch cover. */
export interface Selection {
  readonly api: EventsApi;
  readonly scope: Scope;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
}

/** A page of a list. `limit` 0: no limit. With `continued`, no resourceVersion may be sent: the server answers 400. */
export function pagePath(selection: Selection, limit: number, continued: string | undefined): string {
  return pathOf(selection, {
    ...selectors(selection),
    ...(limit === 0 ? {} : { limit: String(limit) }),
    ...(continued === undefined ? {} : { continue: continued }),
  });
}

/**
 * One item, for the resourceVersion of the list; `exactly` that version, if given. Without the selectors, which do not
 * change it and could make the server search for the one item.
 */
export function onePath(selection: Selection, exactly?: Position): string {
  const exact = exactly === undefined ? {} : { resourceVersion: exactly, resourceVersionMatch: 'Exact' };
  return pathOf(selection, { limit: '1', ...exact });
}

/** A watch of everything after `position`, which the server ends after `timeoutSeconds`. */
export function watchPath(selection: Selection, position: Position, timeoutSeconds: number): string {
  return pathOf(selection, {
    ...selectors(selection),
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: position,
    timeoutSeconds: String(timeoutSeconds),
  });
}

function selectors(selection: Selection): Record<string, string> {
  return {
    ...(selection.labelSelector === undefined ? {} : { labelSelector: selection.labelSelector }),
    ...(selection.fieldSelector === undefined ? {} : { fieldSelector: selection.fieldSelector }),
  };
}

function pathOf(selection: Selection, query: Record<string, string>): string {
  const group = selection.api === 'core/v1' ? '/api/v1' : '/apis/events.k8s.io/v1';
  const namespace = selection.scope === '' ? '' : `/namespaces/${encodeURIComponent(selection.scope)}`;
  return `${group}${namespace}/events?${new URLSearchParams(query).toString()}`;
}
