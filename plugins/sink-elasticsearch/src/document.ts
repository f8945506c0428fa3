import type { KubeEvent } from '@kubeherald/sink-sdk';

export type Fields = { readonly [field: string]: unknown };

/** An event as the document of one layout. */
export type Document = (event: KubeEvent) => Fields;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Of an object the fields that say something: an empty text is no date, and `missing` queries find what is absent. */
function filled(fields: Fields): Fields {
  const said = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    const kept = isFields(value) && !Array.isArray(value) ? filled(value) : value;
    return kept === '' || kept === undefined || (isFields(kept) && Object.keys(kept).length === 0)
      ? []
      : [[name, kept]];
  });
  return Object.fromEntries(said);
}

/**
 * Labels as `name=value`: as an object each name would become a field of the index, up to its limit of 1000, and `app` beside
 * `app.kubernetes.io/name` would be a text and an object at once, which is refused.
 */
function pairs(labels: unknown): readonly string[] {
  return isFields(labels) ? Object.entries(labels).map(([name, value]) => `${name}=${String(value)}`) : [];
}

/** The layout `event`: what templates and other sinks see, under the same names. */
export function eventDocument(withRaw: boolean): Document {
  return ({ time, raw, ...event }) => {
    const metadata = isFields(raw.metadata) ? raw.metadata : {};
    const extra = { labels: pairs(metadata.labels), raw: withRaw ? JSON.stringify(raw) : '' };
    return filled({ '@timestamp': time, ...event, object: withPairs(event.object), ...extra });
  };
}

/** Labels join an object when it is enriched. */
function withPairs(object: object): Fields {
  const fields: Fields = { ...object };
  return { ...fields, labels: pairs(fields.labels), annotations: pairs(fields.annotations) };
}
