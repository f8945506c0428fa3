import { mapOpsgenie, mapSlack, mapTeams } from './chat.ts';
import { mapElasticsearch } from './elasticsearch.ts';
import { mapKafka } from './kafka.ts';
import { mapFile, mapPipe, mapStdout } from './log.ts';
import { mapLoki } from './loki.ts';
import type { ReceiverMapping } from './receiver.ts';
import { mapWebhook } from './webhook.ts';

/** No sink of ours. */
const none =
  (instead: string): ReceiverMapping =>
  () => ({ instead });

const aws = (service: string, way: string) =>
  none(`there is no sink for ${service}; ${way}, or write a sink for it (npm create @kubeherald/sink)`);

/** By the receiver's field (pkg/sinks/receiver.go), in the order in which the exporter looks for them: the first counts. */
export const receiverKinds: Readonly<Record<string, ReceiverMapping>> = {
  inMemory: none('inMemory is for the exporter’s own tests'),
  pipe: mapPipe,
  webhook: mapWebhook,
  file: mapFile,
  syslog: none(
    'there is no sink for syslog; send the log sink’s standard output to it with the node’s log agent, or write a sink for it (npm create @kubeherald/sink)',
  ),
  stdout: mapStdout,
  elasticsearch: mapElasticsearch,
  kinesis: aws('Kinesis', 'send to Kafka with the kafka sink, and on with a connector'),
  firehose: aws('Firehose', 'use an HTTP source, or send to Kafka with the kafka sink'),
  opensearch: mapElasticsearch,
  opsgenie: mapOpsgenie,
  sqs: aws('SQS', 'put an API Gateway with an SQS integration before the queue, and use the webhook sink'),
  sns: aws('SNS', 'put an API Gateway with an SNS integration before the topic, and use the webhook sink'),
  slack: mapSlack,
  kafka: mapKafka,
  pubsub: none(
    'there is no sink for Pub/Sub; send to Kafka with the kafka sink, and on with a connector, or write a sink for it (npm create @kubeherald/sink)',
  ),
  opscenter: aws('OpsCenter', 'create OpsItems from EventBridge or a webhook'),
  teams: mapTeams,
  bigquery: none(
    'there is no sink for BigQuery; send to Kafka with the kafka sink, and on with the BigQuery connector',
  ),
  eventbridge: aws('AWS EventBridge (the sink eventbridge is for Alibaba Cloud’s)', 'use a partner or HTTP source'),
  loki: mapLoki,
};
