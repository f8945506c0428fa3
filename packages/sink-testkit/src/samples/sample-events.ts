import { hostileEvents } from './hostile.ts';
import { oddEvents } from './odd.ts';
import { usualEvents } from './usual.ts';

/** Kubernetes Events for tests: the usual ones of both API groups, odd ones that API servers do send, and hostile texts. */
export const sampleEvents = { usual: usualEvents, odd: oddEvents, hostile: hostileEvents } as const;
