/** Stable codes of everything this package raises itself; what a sink throws keeps the sink's own code. */
export const codes = {
  pluginName: 'KH_PLUGIN_NAME',
  pluginNotFound: 'KH_PLUGIN_NOT_FOUND',
  pluginPackage: 'KH_PLUGIN_PACKAGE',
  pluginLoad: 'KH_PLUGIN_LOAD',
  pluginExport: 'KH_PLUGIN_EXPORT',
  pluginVersion: 'KH_PLUGIN_API_VERSION',
  pluginDefinition: 'KH_PLUGIN_DEFINITION',
  sinkOptions: 'KH_SINK_OPTIONS',
  sinkOpen: 'KH_SINK_OPEN',
  sinkClosed: 'KH_SINK_CLOSED',
  sinkDeadline: 'KH_SINK_DEADLINE',
  sinkCrashed: 'KH_SINK_CRASHED',
  sinkExited: 'KH_SINK_EXITED',
  sinkMemory: 'KH_SINK_MEMORY',
  sinkAnswer: 'KH_SINK_ANSWER',
  sinkThrew: 'KH_SINK_THREW',
  eventUnreadable: 'KH_EVENT_UNREADABLE',
} as const;

export type Code = (typeof codes)[keyof typeof codes];

/** An error for the person who runs the daemon or writes the sink: what was wrong, where, what was expected, what to do. */
export class SinkHostError extends Error {
  override readonly name: string = 'SinkHostError';
  readonly code: Code;
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
