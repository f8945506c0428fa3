import type { Part } from '../../part.ts';
import { layoutLost, needed, optional, type ReceiverMapping } from './receiver.ts';

const mechanisms: Readonly<Record<string, string>> = {
  '': 'plain',
  plain: 'plain',
  sha256: 'scram-sha-256',
  sha512: 'scram-sha-512',
};

/** `kafka`. */
export const mapKafka: ReceiverMapping = (part) => {
  const form = 'the value is kubeherald’s JSON of the event, and in raw the Event as the API has it';
  const avro = part.field('avro').field('schemaID').given;
  return {
    use: 'kafka',
    with: {
      brokers: part
        .field('brokers')
        .items()
        .map((broker) => broker.text()),
      topic: needed(part, 'topic'),
      key: 'event',
      raw: true,
      ...optional('clientId', part.field('clientId').text()),
      ...optional('compression', part.field('compressionCodec').text()),
      ...saslOf(part.field('sasl')),
      ...tlsOf(part.field('tls')),
    },
    changes: [form, ...(part.field('version').given ? ['version is left out: client and brokers agree on one'] : [])],
    unexpressed: [
      ...layoutLost(part, form),
      ...(avro ? ['avro: values are JSON here; let a stream processor or a connector encode them'] : []),
    ],
  };
};

function saslOf(sasl: Part): Readonly<Record<string, unknown>> {
  if (!sasl.field('enable').flag()) return {};
  const mechanism = mechanisms[sasl.field('mechanism').text()];
  if (mechanism === undefined) throw sasl.field('mechanism').fault('expected plain, sha256 or sha512');
  return {
    sasl: {
      mechanism,
      ...optional('username', sasl.field('username').text()),
      ...optional('password', sasl.field('password').text()),
    },
  };
}

function tlsOf(tls: Part): Readonly<Record<string, unknown>> {
  if (!tls.field('enable').flag()) return {};
  return {
    tls: {
      ...optional('ca', tls.field('caFile').text()),
      ...optional('cert', tls.field('certFile').text()),
      ...optional('key', tls.field('keyFile').text()),
      ...(tls.field('insecureSkipVerify').flag() ? { insecureSkipVerify: true } : {}),
    },
  };
}
