export { type Asked, type Reply, type Served, serve } from './serve.ts';
export { SlidingWindow } from './sliding-window.ts';
