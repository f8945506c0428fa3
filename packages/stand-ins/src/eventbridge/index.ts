export { type EventBridge, type EventBridgeKey, type EventBridgeOptions, startEventBridge } from './server.ts';
