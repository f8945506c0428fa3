import { readContinue, writeContinue } from './continue-token.ts';
import { type ApiGroup, apiVersionOf } from './event.ts';
import { goJson } from './json.ts';
import { type ListOptions, readRevision } from './list-options.ts';
import type { Store } from './objects.ts';
import type { Revision } from './revision.ts';
import { badRequest, continueExpired, listExpired, tooLarge } from './status.ts';

/** One page of a list. */
export interface Page {
  readonly revision: number;
  readonly items: readonly Revision[];
  /** Empty on the last page. */
  readonly continueToken: string;
  /** undefined where the server does not say. */
  readonly remaining: number | undefined;
}

/** Which snapshot is asked for, and from which key on. */
function place(store: Store, prefix: string, options: ListOptions): { revision: number; start: string | undefined } {
  const asked = readRevision(options.resourceVersion, false);
  if (options.continueToken !== '') {
    if (asked !== 0) throw badRequest('specifying resource version is not allowed when using continue');
    const token = readContinue(options.continueToken);
    if (token.revision > store.revision) throw tooLarge(token.revision, store.revision);
    if (token.revision > 0 && token.revision < store.history.compacted) {
      throw continueExpired(writeContinue({ revision: -1, after: token.after }));
    }
    const start = `${prefix}${token.after}\0`;
    return { revision: token.revision > 0 ? token.revision : store.revision, start };
  }
  if (asked > store.revision) throw tooLarge(asked, store.revision);
  // Without a match, a limit makes a resourceVersion exact: apiserver's "legacy exact".
  const exact = options.match === 'Exact' || (options.match === '' && options.limit > 0 && asked > 0);
  if (!exact) return { revision: store.revision, start: undefined };
  if (asked < store.history.compacted) throw listExpired();
  return { revision: asked, start: undefined };
}

/**
 * One page of the events below `prefix` (`namespace/`, or empty for all).
 * @throws Refusal 400, 410 or 504.
 */
export function listPage(store: Store, prefix: string, options: ListOptions): Page {
  const { revision, start } = place(store, prefix, options);
  const range = store.snapshot(revision).range(prefix, start);
  const { limit, matches } = options;
  if (limit <= 0) {
    const items = matches ? range.filter((one) => matches(one.event)) : range;
    return { revision, items, continueToken: '', remaining: undefined };
  }
  const items: Revision[] = [];
  let read = 0;
  for (const one of range) {
    if (items.length === limit) break;
    read += 1;
    if (!matches || matches(one.event)) items.push(one);
  }
  const last = items.at(-1);
  const more = read < range.length && last !== undefined;
  return {
    revision,
    items,
    continueToken: more ? writeContinue({ revision, after: last.key.slice(prefix.length) }) : '',
    remaining: more && !matches ? range.length - read : undefined,
  };
}

/** What comes before the first item and after the last. */
export function listEnvelope(page: Page, group: ApiGroup): { readonly head: string; readonly tail: string } {
  const metadata = {
    resourceVersion: String(page.revision),
    continue: page.continueToken === '' ? undefined : page.continueToken,
    remainingItemCount: page.remaining,
  };
  const open = goJson({ kind: 'EventList', apiVersion: apiVersionOf(group), metadata });
  return { head: `${open.slice(0, -1)},"items":[`, tail: ']}\n' };
}
