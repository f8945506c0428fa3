/** Stable codes of everything the daemon raises. Documented in README's list of errors. */
export const codes = {
  config: 'KH_CONFIG',
  journalLocked: 'KH_JOURNAL_LOCKED',
  journalUnusable: 'KH_JOURNAL_UNUSABLE',
  journalClosed: 'KH_JOURNAL_CLOSED',
  journalGone: 'KH_JOURNAL_GONE',
  kubeconfig: 'KH_KUBECONFIG',
  forbidden: 'KH_FORBIDDEN',
  unauthorized: 'KH_UNAUTHORIZED',
  apiServer: 'KH_API_SERVER',
  adminListen: 'KH_ADMIN_LISTEN',
  deadLettersUnwritable: 'KH_DEAD_LETTERS_UNWRITABLE',
  laneDeadline: 'KH_LANE_DEADLINE',
  noSuchSink: 'KH_NO_SUCH_SINK',
  eventFile: 'KH_EVENT_FILE',
  template: 'KH_TEMPLATE',
  notShown: 'KH_NOT_SHOWN',
} as const;

export type Code = (typeof codes)[keyof typeof codes];

/** An error for the person who must act: the message says what was wrong, where, what was expected and what to do. */
export class HeraldError extends Error {
  override readonly name: string = 'HeraldError';
  readonly code: Code;
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Everything that is wrong with a config, each fault a line with file, line and column. */
export class ConfigurationError extends HeraldError {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(codes.config, faults.join('\n'));
    this.faults = faults;
  }
}
