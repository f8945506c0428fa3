import type { Fields } from './document.ts';
import { patternOf, type TargetOptions } from './target.ts';

/** Raised with each change of the template, so that an older daemon leaves the one of a newer. */
export const templateVersion = 1;

export interface TemplateOptions extends TargetOptions {
  readonly layout: 'event' | 'kube-eventer';
  readonly indexSettings: Readonly<Record<string, string | number | boolean>>;
}

/** What `GET /` says of a cluster. */
export interface Cluster {
  readonly isOpenSearch: boolean;
  readonly version: string;
}

// A term of the index has at most 32,766 bytes; Kubernetes' names are far shorter.
const keyword = { type: 'keyword', ignore_above: 1024 };
const date = { type: 'date' };
const text = { type: 'text' };

const reference = {
  properties: {
    apiVersion: keyword,
    kind: keyword,
    namespace: keyword,
    name: keyword,
    uid: keyword,
    fieldPath: keyword,
    labels: keyword,
    annotations: keyword,
  },
};

const event = {
  '@timestamp': date,
  id: keyword,
  uid: keyword,
  resourceVersion: keyword,
  name: keyword,
  namespace: keyword,
  cluster: keyword,
  change: keyword,
  firstTime: date,
  lastTime: date,
  count: { type: 'long' },
  type: keyword,
  reason: keyword,
  message: text,
  action: keyword,
  object: reference,
  related: reference,
  source: { properties: { component: keyword, instance: keyword, node: keyword } },
  labels: keyword,
  raw: { type: 'keyword', index: false, doc_values: false },
};

/** Objects whose names are data: stored as they are, one field of the index each at most. */
function mapOf({ isOpenSearch, version }: Cluster): Fields {
  if (!isOpenSearch) return { type: 'flattened', ignore_above: 1024 };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 7) ? { type: 'flat_object' } : { type: 'object', enabled: false };
}

const kubeEventer = (cluster: Cluster) => ({
  '@timestamp': date,
  Count: { type: 'long' },
  Metadata: {
    properties: {
      name: keyword,
      namespace: keyword,
      uid: keyword,
      resourceVersion: keyword,
      creationTimestamp: date,
      labels: mapOf(cluster),
      annotations: { type: 'object', enabled: false },
    },
  },
  InvolvedObject: { properties: { ...reference.properties, resourceVersion: keyword } },
  Source: { properties: { component: keyword, host: keyword } },
  FirstOccurrenceTimestamp: date,
  LastOccurrenceTimestamp: date,
  Message: text,
  Reason: keyword,
  Type: keyword,
  EventTags: {
    properties: { eventID: keyword, cluster_name: keyword, hostname: keyword, pod_id: keyword, pod_name: keyword },
  },
});

/** The template's name, one for each beginning of index names. */
export const templateName = ({ index }: TargetOptions): string => `kubeherald-${index}`;

/** Above the 100 of the templates that Elasticsearch brings for `logs-*-*`. */
const priority = 200;

/** The composable index template of these options. */
export function templateOf(options: TemplateOptions, cluster: Cluster): Fields {
  const isStream = options.target === 'dataStream';
  const isDated = options.target === 'daily' || options.target === 'monthly';
  const properties = options.layout === 'event' ? event : kubeEventer(cluster);
  return {
    index_patterns: [patternOf(options)],
    priority,
    version: templateVersion,
    _meta: { managed_by: 'kubeherald' },
    ...(isStream ? { data_stream: {} } : {}),
    template: {
      settings: options.indexSettings,
      mappings: { date_detection: false, properties },
      // The alias that kube-eventer gives its indices.
      ...(options.layout === 'kube-eventer' && isDated ? { aliases: { [`${options.index}-events`]: {} } } : {}),
    },
  };
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Whether the template that `GET /_index_template/<name>` found is to stay: not ours, or of a newer daemon. */
export function mayStay(found: unknown): boolean {
  const templates = isFields(found) && Array.isArray(found.index_templates) ? found.index_templates : [];
  const first: unknown = templates[0];
  const template = isFields(first) && isFields(first.index_template) ? first.index_template : undefined;
  if (template === undefined) return false;
  const meta = isFields(template._meta) ? template._meta : {};
  return meta.managed_by !== 'kubeherald' || Number(template.version) > templateVersion;
}
