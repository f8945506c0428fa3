import { type DestinationAnswer, helpFor, type SendReport } from '@kubeherald/core';
import { inWords } from './duration.ts';
import { exit } from './failure.ts';
import { oneLine } from './table.ts';

type Failure = Extract<DestinationAnswer, { error: unknown }>;

/** What came of sending one event, for the person at the terminal. */
export function reportOf(report: SendReport): string {
  const { sink, plugin, event, unwanted, answer } = report;
  const { kind, namespace, name } = event.object;
  const object = [kind, namespace === '' ? name : `${namespace}/${name}`].filter((part) => part !== '').join(' ');
  const head = `${sink} (${plugin}) ← ${oneLine([event.type, event.reason, object].filter((part) => part !== '').join(' '))}`;
  return [head, ...matchLines(unwanted, answer), ...answerLines(report), ''].join('\n');
}

/** 0: delivered; 78: the sink's options cannot work; 1: anything else. */
export function codeOfReport({ answer }: SendReport): number {
  if (answer?.kind === 'accepted') return 0;
  return answer?.kind === 'misconfigured' ? exit.config : 1;
}

function matchLines(unwanted: string | undefined, answer: DestinationAnswer | undefined): string[] {
  if (unwanted === undefined) return [];
  const then = answer === undefined ? 'Nothing was sent (--respect-match).' : 'It was sent all the same.';
  return [`The daemon would not send this event: ${unwanted}. ${then}`];
}

function answerLines({ answer, durationMs, place }: SendReport): string[] {
  if (answer === undefined) return [];
  if (answer.kind === 'accepted' || answer.kind === 'unchecked') {
    const said = answer.kind === 'accepted' && answer.said !== undefined ? [`  ${oneLine(answer.said)}`] : [];
    return [`Delivered: accepted after ${inWords(durationMs)}.`, ...said];
  }
  const { error } = answer;
  return [
    `Not delivered: ${verdicts[answer.kind]} after ${inWords(durationMs)} (${error.name}).`,
    `  ${oneLine(error.message)} [${error.code}]`,
    `→ ${patience(answer)}${helpFor(answer.kind, place)}`,
  ];
}

const verdicts: Readonly<Record<Failure['kind'], string>> = {
  retry: 'it cannot be taken now',
  rejected: 'it was refused for good',
  misconfigured: "the sink's options cannot work",
  broken: "the sink's worker failed",
};

function patience({ retryAfterMs }: Failure): string {
  return retryAfterMs === undefined ? '' : `the destination asks to wait ${inWords(retryAfterMs)}; `;
}
