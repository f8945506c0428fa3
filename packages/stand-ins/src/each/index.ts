export { barkPeer, dingtalkPeer, wecomApplicationPeer, wecomRobotPeer } from './chats.ts';
export { eventBridgePeer, honeycombPeer, riemannPeer, slsPeer, webhookPeer } from './clouds.ts';
export type { Interruptible, Options, Peer } from './peer.ts';
export { elasticsearchPeer, influxdbPeer, kafkaPeer, mysqlPeer } from './stores.ts';
