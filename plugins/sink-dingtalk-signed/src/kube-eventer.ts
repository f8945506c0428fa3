import { ConfigError, type KubeEvent } from '@kubeherald/sink-sdk';
import { goJson, longestFitting, occurredTimeText, textMessage } from '@kubeherald/sink-sdk/kube-eventer';
import type { Options } from './config.ts';
import { consoleName, consoleNode } from './console-link.ts';

/** What kube-eventer's messages are made of beside the event. */
export type KubeEventerOptions = Pick<Options, 'format' | 'label' | 'labels' | 'clusterId' | 'region' | 'zone'>;

/** Bytes of a request's body, at most (errcode 460101). */
const mostBytes = 20_000;

/** Of `2024-03-01 10:03:04 +0800 CST`, what a text shows. */
const withoutZone = 19;

/** @throws ConfigError for options that `layout: kube-eventer` has no place for */
export function checkKubeEventerOptions(options: Options): void {
  const { format, template, atMobiles, atUserIds, atAll, buttons } = options;
  const idle = Object.entries({
    'format: actionCard': format === 'actionCard',
    template: template !== undefined,
    atMobiles: atMobiles.length > 0,
    atUserIds: atUserIds.length > 0,
    atAll,
    buttons: buttons.length > 0,
  }).find(([, isGiven]) => isGiven)?.[0];
  if (idle === undefined) return;
  throw new ConfigError(
    `${idle}: layout kube-eventer sends what kube-eventer sends, which has none; leave out one of them`,
  );
}

/** The body that kube-eventer sends of an event, byte for byte; a message that DingTalk would refuse for its length is shortened. */
export function kubeEventerBody(event: KubeEvent, options: KubeEventerOptions): string {
  const time = occurredTimeText(event, options.zone);
  // As the last one: of a text that is the first line, where a keyword belongs.
  const labels = options.label === undefined ? options.labels : [...options.labels, options.label];
  const bodyOf = (message: string): string => {
    const shown = { ...event, message };
    const markdown = options.format === 'markdown';
    return goJson({
      msgtype: markdown ? 'markdown' : 'text',
      text: { content: markdown ? '' : textMessage(shown, labels, time.slice(0, withoutZone)) },
      markdown: markdown
        ? {
            title: `Kubernetes(ID:${options.clusterId}) Event`,
            text: markdownText(shown, { ...options, labels }, time),
          }
        : { title: '', text: '' },
    });
  };
  const fits = (message: string) => Buffer.byteLength(bodyOf(message)) <= mostBytes;
  return bodyOf(longestFitting(event.message, fits));
}

function markdownText(event: KubeEvent, options: KubeEventerOptions, time: string): string {
  const labels = options.labels.flatMap((label, index) =>
    label.trim() === '' ? [] : [`label[${index}]: **${label}**\n\n`],
  );
  const fields = [
    `Level: **${event.type}**`,
    `Kind: **${event.object.kind}**`,
    `Namespace: [${event.namespace}](https://cs.console.aliyun.com/#/k8s/namespace)`,
    `Name: ${consoleName(event, options)}`,
    `Reason: **${event.reason}**`,
    `Timestamp: **${time}**`,
    `Message: **${event.message}**`,
  ];
  const node = event.source.node === '' ? '' : `Node: ${consoleNode(event.source.node)} \n\n`;
  return `${labels.join('')}${node}${fields.join(' \n\n')}`;
}
