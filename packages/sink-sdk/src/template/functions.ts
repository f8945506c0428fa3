import { checkDateFormat, formatDate } from '../date.ts';
import { truncate } from '../truncate.ts';
import { asText, JsonText } from './emit.ts';

/** Named parameters: `zone="Asia/Shanghai"`. */
type Named = { readonly [name: string]: unknown };
type TemplateFunction = (values: readonly unknown[], named: Named) => unknown;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isFields = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What a template may call. A name without parameters is always a field: `{{count}}` is the event's count, `{{count list}}` counts. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  /** `{{date time zone="Asia/Shanghai" format="yyyy-MM-dd HH:mm:ss"}}` */
  date: ([time], { zone, format }) =>
    formatDate(asText(time), asText(zone) || 'UTC', asText(format) || 'yyyy-MM-dd HH:mm:ss'),
  /** `{{truncate message 200}}`, `{{truncate message 4096 unit="bytes" ellipsis="..."}}` */
  truncate: ([text, limit], { unit, ellipsis }) => {
    if (typeof limit !== 'number') throw new RangeError('truncate needs a number: {{truncate message 200}}');
    if (unit !== undefined && unit !== 'bytes' && unit !== 'characters') {
      throw new RangeError('unit of truncate must be "bytes" or "characters"');
    }
    return truncate(asText(text), limit, {
      ...(unit === undefined ? {} : { unit }),
      ...(ellipsis === undefined ? {} : { ellipsis: asText(ellipsis) }),
    });
  },
  /** The first that is not empty: `{{default object.namespace "cluster-wide"}}` */
  default: (values) => values.find((value) => !isEmpty(value)),
  upper: ([text]) => asText(text).toUpperCase(),
  lower: ([text]) => asText(text).toLowerCase(),
  /** A list, or an object as `key=value`: `{{join raw.metadata.labels ", "}}` */
  join: ([list, separator = ', ']) => {
    if (Array.isArray(list)) return list.map(asText).join(asText(separator));
    if (!isFields(list)) return asText(list);
    return Object.entries(list)
      .map(([key, value]) => `${key}=${asText(value)}`)
      .join(asText(separator));
  },
  /** The value as JSON: `{{json raw.metadata.labels}}` */
  json: ([value]) => new JsonText(value),
  /** Elements of a list, keys of an object: `{{count raw.metadata.labels}}` */
  count: ([list]) => (Array.isArray(list) ? list.length : isFields(list) ? Object.keys(list).length : 0),
  /** `{{#if (eq type "Warning")}}` */
  eq: ([left, right]) => left === right,
};

/** What a named parameter must be when it is a literal: known to be wrong before any event comes. Each throws RangeError. */
export const literalChecks: Readonly<Record<string, Readonly<Record<string, (text: string) => void>>>> = {
  date: { format: checkDateFormat },
};
