import type { SinkMapping } from '../mapped-sink.ts';
import { mapDingtalk } from './dingtalk.ts';
import { mapElasticsearch } from './elasticsearch.ts';
import { mapEventBridge } from './eventbridge.ts';
import { mapHoneycomb } from './honeycomb.ts';
import { mapInfluxdb } from './influxdb.ts';
import { mapKafka } from './kafka.ts';
import { mapLog } from './log.ts';
import { mapMongo } from './mongo.ts';
import { mapMysql } from './mysql.ts';
import { mapRiemann } from './riemann.ts';
import { mapSls } from './sls.ts';
import { mapWebhook } from './webhook.ts';
import { mapWechat } from './wechat.ts';

/** How one kind of `--sink` is read. */
export interface SinkKind {
  readonly map: SinkMapping;
  /**
   * `parameters`: of the URI only its parameters count, and a `#` belongs to them. `text`: the query is a text of its own, such as a
   * DSN, and a `#` belongs to it. `url`: the URI is requested, and ends at a `#`. `nothing`: the URI is not looked at.
   */
  readonly reads: 'parameters' | 'text' | 'url' | 'nothing';
}

/** By the name that stands before the colon. */
export const sinkKinds: Readonly<Record<string, SinkKind>> = {
  dingtalk: { map: mapDingtalk, reads: 'parameters' },
  elasticsearch: { map: mapElasticsearch, reads: 'parameters' },
  eventbridge: { map: mapEventBridge, reads: 'parameters' },
  honeycomb: { map: mapHoneycomb, reads: 'parameters' },
  influxdb: { map: mapInfluxdb, reads: 'parameters' },
  kafka: { map: mapKafka, reads: 'parameters' },
  log: { map: mapLog, reads: 'nothing' },
  mongo: { map: mapMongo, reads: 'text' },
  mysql: { map: mapMysql, reads: 'text' },
  riemann: { map: mapRiemann, reads: 'parameters' },
  sls: { map: mapSls, reads: 'parameters' },
  webhook: { map: mapWebhook, reads: 'url' },
  wechat: { map: mapWechat, reads: 'parameters' },
};
