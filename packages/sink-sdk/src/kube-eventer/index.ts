export { goTimeText } from '@kubeherald/go-template/time';
export { kubeEventerAgent } from './agent.ts';
export { coreEvent } from './core-event.ts';
export { type Facts, factsOf } from './facts.ts';
export { goJson } from './go-json.ts';
export { longestFitting } from './longest-fitting.ts';
export { occurredTimeText, textMessage } from './text-message.ts';
export { firstOccurredTime, occurredTime } from './time.ts';
