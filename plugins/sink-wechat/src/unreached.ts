import type { Logger } from '@kubeherald/sink-sdk';

/** Says when other recipients than before are not reached, and when all are: not for each message. */
export class Unreached {
  readonly #log: Logger;
  #last = '';

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param unreached as WeCom names them; empty: all got the message */
  note(unreached: string): void {
    if (unreached === this.#last) return;
    this.#last = unreached;
    if (unreached === '') {
      this.#log.info('all recipients are reached again');
      return;
    }
    this.#log.warn(
      { unreached },
      `messages do not reach ${unreached}, others do: check toUsers, toParties and toTags, who may see the application, and licences`,
    );
  }
}
