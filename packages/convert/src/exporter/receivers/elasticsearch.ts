import type { Part } from '../../part.ts';
import { layoutLost, optional, type ReceiverMapping, tlsOf } from './receiver.ts';

/** `elasticsearch`, and `opensearch`, which has the same options but for two. */
export const mapElasticsearch: ReceiverMapping = (part) => {
  const [url, ...nodes] = hostsOf(part);
  if (url === undefined) throw part.fault('expected hosts, or cloudID');
  const index = indexOf(part);
  const form = 'documents have kubeherald’s fields; with layout: kube-eventer those of kube-eventer';
  return {
    use: 'elasticsearch',
    with: {
      url,
      ...(nodes.length === 0 ? {} : { nodes }),
      ...optional('username', part.field('username').text()),
      ...optional('password', part.field('password').text()),
      ...optional('apiKey', part.field('apiKey').text()),
      ...index.options,
      ...tlsOf(part.field('tls')),
    },
    changes: [
      form,
      ...index.changes,
      'a document’s id is that of the event’s revision, so that a repetition is none, with and without useEventID',
      ...(part.field('type').given ? ['type is left out: Elasticsearch 8 has no types'] : []),
      ...(part.field('deDot').given ? ['deDot is left out: labels and annotations are not in the document'] : []),
    ],
    unexpressed: [
      ...layoutLost(part, form),
      ...index.unexpressed,
      ...(part.field('headers').given ? ['headers cannot be given to this sink, so they are left out'] : []),
    ],
  };
};

function hostsOf(part: Part): readonly string[] {
  const cloud = part.field('cloudID').text();
  const [domain = '', id = ''] = Buffer.from(cloud.split(':').at(-1) ?? '', 'base64')
    .toString('utf8')
    .split('$');
  if (cloud !== '' && id !== '') return [`https://${id}.${domain}`];
  return part
    .field('hosts')
    .items()
    .map((host) => host.text());
}

/** What dates in Go's layout become; a date ends the name here. */
const periods: readonly (readonly [RegExp, string, string])[] = [
  [/^(.+?)[-._]?\{2006[-.]?01[-.]?02\}$/, 'daily', '2026.11.21'],
  [/^(.+?)[-._]?\{2006[-.]?01\}$/, 'monthly', '2026.11'],
];

function indexOf(part: Part): {
  readonly options: Readonly<Record<string, string>>;
  readonly changes: readonly string[];
  readonly unexpressed: readonly string[];
} {
  const format = part.field('indexFormat').text();
  const index = part.field('index').text();
  if (format === '') {
    return { options: { ...optional('index', index), target: 'index' }, changes: [], unexpressed: [] };
  }
  for (const [pattern, target, example] of periods) {
    const name = pattern.exec(format)?.[1];
    if (name === undefined) continue;
    const changes = [
      `indices are named ${name}-${example}, by the event's time; the exporter's ${format}, by the time of sending`,
    ];
    return { options: { index: name, target }, changes, unexpressed: [] };
  }
  const name = format.replace(/[-._]?\{.*\}.*$/s, '');
  return {
    options: { ...optional('index', name), target: 'daily' },
    changes: [],
    unexpressed: [`indexFormat ${format}: only a date at the end is known, by day or by month; indices are daily here`],
  };
}
