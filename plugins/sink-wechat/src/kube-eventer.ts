import { ConfigError, type KubeEvent } from '@kubeherald/sink-sdk';
import { goJson, occurredTimeText, textMessage } from '@kubeherald/sink-sdk/kube-eventer';
import type { PayloadOptions } from './payload.ts';

/** What kube-eventer's messages are made of beside the event. */
export interface KubeEventerOptions {
  readonly agentId: number;
  readonly toUsers?: readonly string[];
  readonly labels: readonly string[];
  readonly label?: string | undefined;
  readonly zone?: string | undefined;
}

/** The request's body of a message to one user. */
export interface UserMessage {
  readonly user: string;
  readonly body: string;
}

/** Events that some of their users have got already; more are not half sent at a time. */
const mostHalfSent = 1000;

/** @throws ConfigError for options that `layout: kube-eventer` has no place for: its messages go to members, as text */
export function checkKubeEventerOptions(options: PayloadOptions): void {
  const { format, template, toParties = [], toTags = [] } = options;
  const idle = Object.entries({
    'format: markdown': format === 'markdown',
    template: template !== undefined,
    toParties: toParties.length > 0,
    toTags: toTags.length > 0,
  }).find(([, isGiven]) => isGiven)?.[0];
  if (idle === undefined) return;
  throw new ConfigError(
    `${idle}: layout kube-eventer sends what kube-eventer sends, which has none; leave out one of them`,
  );
}

/** Makes the messages that kube-eventer sends of an event, byte for byte: one for each user. */
export function createKubeEventerMessages(options: KubeEventerOptions) {
  const { agentId, zone, label, toUsers = [] } = options;
  // As the last one, which is the first line.
  const labels = label === undefined ? options.labels : [...options.labels, label];
  const users = toUsers.length === 0 ? ['@all'] : toUsers;
  const halfSent = new Map<string, Set<string>>();
  return {
    /** Those that have not been sent: when one fails, the others are not sent again. */
    left(event: KubeEvent): readonly UserMessage[] {
      const content = textMessage(event, labels, occurredTimeText(event, zone));
      const got = halfSent.get(event.id);
      return users
        .filter((user) => !got?.has(user))
        .map((user) => {
          const recipients = { touser: user, toparty: '', totag: '' };
          return {
            user,
            body: goJson({ ...recipients, msgtype: 'text', agentid: agentId, text: { content }, safe: 0 }),
          };
        });
    },
    sent(event: KubeEvent, { user }: UserMessage): void {
      const [oldest] = halfSent.keys();
      if (halfSent.size >= mostHalfSent && oldest !== undefined) halfSent.delete(oldest);
      halfSent.set(event.id, (halfSent.get(event.id) ?? new Set()).add(user));
    },
    done(event: KubeEvent): void {
      halfSent.delete(event.id);
    },
  };
}
