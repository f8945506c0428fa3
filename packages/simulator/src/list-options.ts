import type { ApiGroup } from './event.ts';
import { fieldSelector, type Matches } from './field-selector.ts';
import { labelSelector } from './label-selector.ts';
import { badRequest, invalid, Refusal, type StatusCause } from './status.ts';

/** The query of a LIST or WATCH, read and checked as apiserver does (meta/internalversion ListOptions). */
export interface ListOptions {
  /** 0: no limit. */
  readonly limit: number;
  readonly continueToken: string;
  /** As given; empty when absent. */
  readonly resourceVersion: string;
  readonly match: string;
  /** 0: the server's own choice. */
  readonly timeoutSeconds: number;
  readonly bookmarks: boolean;
  /** undefined when absent. */
  readonly sendInitialEvents: boolean | undefined;
  /** undefined: every event. */
  readonly matches: Matches | undefined;
}

function integer(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Go's query conversion: there and not false is true. */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return text !== '0' && text.toLowerCase() !== 'false';
}

const field = 'resourceVersionMatch';
const forbidden = (message: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${message}`,
  field,
});
const unsupported = (value: string, supported: string): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`,
  field,
});

/** apimachinery, meta/internalversion/validation. */
function causes(watch: boolean, options: ListOptions): StatusCause[] {
  const { match, sendInitialEvents, resourceVersion } = options;
  if (watch) {
    if (sendInitialEvents !== undefined) {
      const found: StatusCause[] = [];
      if (match !== 'NotOlderThan') {
        found.push(forbidden('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
      }
      if (match !== '' && match !== 'NotOlderThan') found.push(unsupported(match, '"NotOlderThan"'));
      return found;
    }
    return match === ''
      ? []
      : [forbidden('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')];
  }
  const found: StatusCause[] = [];
  if (sendInitialEvents !== undefined) {
    found.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: sendInitialEvents is forbidden for list',
      field: 'sendInitialEvents',
    });
  }
  if (match === '') return found;
  if (resourceVersion === '')
    found.push(forbidden('resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (options.continueToken !== '')
    found.push(forbidden('resourceVersionMatch is forbidden when continue is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan') found.push(unsupported(match, '"Exact", "NotOlderThan", ""'));
  if (match === 'Exact' && resourceVersion === '0') {
    found.push(forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return found;
}

/**
 * Reads the query of a LIST or WATCH.
 * @throws Refusal 400 or 422.
 */
export function readListOptions(query: URLSearchParams, group: ApiGroup, watch: boolean): ListOptions {
  const limit = integer(query, 'limit');
  const timeoutSeconds = integer(query, 'timeoutSeconds');
  const byLabels = labelSelector(query.get('labelSelector') ?? '');
  const byFields = fieldSelector(query.get('fieldSelector') ?? '', group);
  const matches: Matches | undefined =
    byLabels && byFields ? (event) => byLabels(event) && byFields(event) : (byLabels ?? byFields);
  const options: ListOptions = {
    limit,
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: query.get('resourceVersionMatch') ?? '',
    timeoutSeconds,
    bookmarks: flag(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: flag(query, 'sendInitialEvents'),
    matches,
  };
  const found = causes(watch, options);
  if (found.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions', name: '' }, found);
  return options;
}

/**
 * Reads a resourceVersion; absent is 0.
 * @throws Refusal 400 on a LIST, 500 without a reason on a WATCH, as the real server does.
 */
export function readRevision(text: string, watch: boolean): number {
  if (text === '') return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const told = JSON.stringify(text);
  const why = `resourceVersion: Invalid value: ${told}: strconv.ParseUint: parsing ${told}: invalid syntax`;
  throw watch ? new Refusal(500, '', why) : badRequest(`invalid resource version: ${why}`);
}
