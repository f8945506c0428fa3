/** Events that must reach both sinks before `--once` ends. */
export const onceEvents = 20;
