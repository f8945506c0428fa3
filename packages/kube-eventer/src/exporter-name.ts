/** What kube-eventer's sinks call themselves in metrics, by the name before the colon of `--sink` (observed). */
const names: ReadonlyMap<string, string> = new Map([
  ['dingtalk', 'DingTalkSink'],
  ['elasticsearch', 'ElasticSearch Sink'],
  ['eventbridge', 'EventBridgeSink'],
  ['honeycomb', 'Honeycomb Sink'],
  ['influxdb', 'InfluxDB Sink'],
  ['kafka', 'Apache Kafka Sink'],
  ['log', 'LogSink'],
  ['mongo', 'Mongo Sink'],
  ['mysql', 'MySQL Sink'],
  ['riemann', 'Riemann Sink'],
  ['sls', 'SLSSink'],
  ['webhook', 'webHook'],
  ['wechat', 'WechatSink'],
]);

/** kube-eventer's name of a sink of the command line, for which the number of `webhook-2` does not exist. */
export function exporterName(sink: string): string {
  return names.get(sink.replace(/-\d+$/, '')) ?? sink;
}
