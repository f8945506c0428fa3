import {
  barkPeer,
  dingtalkPeer,
  elasticsearchPeer,
  eventBridgePeer,
  honeycombPeer,
  influxdbPeer,
  kafkaPeer,
  mysqlPeer,
  type Peer,
  riemannPeer,
  slsPeer,
  webhookPeer,
  wecomApplicationPeer,
  wecomRobotPeer,
} from '@kubeherald/stand-ins/each';

/** Messages a minute that the chats take, as the real ones. */
const [robotPerMinute, memberPerMinute] = [20, 30];

/** Starts a stand-in for every sink that has one. */
export function startPeers(): Promise<readonly Peer[]> {
  return Promise.all([
    dingtalkPeer(robotPerMinute),
    wecomRobotPeer(robotPerMinute),
    wecomApplicationPeer(memberPerMinute),
    barkPeer(),
    webhookPeer(),
    kafkaPeer(),
    slsPeer(),
    elasticsearchPeer(),
    influxdbPeer(),
    mysqlPeer(),
    honeycombPeer(),
    riemannPeer(),
    eventBridgePeer(),
  ]);
}
