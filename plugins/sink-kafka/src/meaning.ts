/** What an error of Kafka's protocol means for the events. */
export type Meaning =
  | { readonly kind: 'retry'; readonly advice?: string }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'config'; readonly advice: string };

const rejected: Meaning = { kind: 'rejected' };
const config = (advice: string): Meaning => ({ kind: 'config', advice });

export const login = 'check sasl: mechanism, username and password, or token';

/** By name; source: Kafka's org.apache.kafka.common.protocol.Errors. What is not here is tried again. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['MESSAGE_TOO_LARGE', rejected],
  ['RECORD_LIST_TOO_LARGE', rejected],
  ['INVALID_RECORD', rejected],
  ['INVALID_TIMESTAMP', rejected],
  ['UNKNOWN_TOPIC_OR_PARTITION', config('make the topic, or let brokers make it (auto.create.topics.enable)')],
  ['INVALID_TOPIC_EXCEPTION', config('correct topic')],
  ['TOPIC_AUTHORIZATION_FAILED', config('grant the user Write, Describe and perhaps Create on the topic')],
  ['CLUSTER_AUTHORIZATION_FAILED', config('grant the user IdempotentWrite on the cluster, or set idempotent: false')],
  ['POLICY_VIOLATION', config("the cluster's policy refuses the topic: make it by hand")],
  ['SASL_AUTHENTICATION_FAILED', config(login)],
  ['UNSUPPORTED_SASL_MECHANISM', config('the brokers have another sasl.mechanism')],
  ['ILLEGAL_SASL_STATE', config('this listener asks for no login, or for one: check sasl and the port')],
  ['UNSUPPORTED_COMPRESSION_TYPE', config('choose another compression')],
  ['UNSUPPORTED_FOR_MESSAGE_FORMAT', config('the topic has a message format without headers: Kafka 0.11 or later')],
  ['NOT_ENOUGH_REPLICAS', { kind: 'retry', advice: 'fewer replicas are in sync than min.insync.replicas' }],
]);

export const meaningOf = (name: string): Meaning => meanings.get(name) ?? { kind: 'retry' };
