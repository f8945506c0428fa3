import type { Part } from '../../part.ts';
import { layoutLost, needed, type ReceiverMapping } from './receiver.ts';

const form = 'the line is kubeherald’s JSON of the event; raw: true adds the Event as the API has it';

/** `stdout`: a line of JSON. */
export const mapStdout: ReceiverMapping = (part) => ({
  use: 'log',
  with: {},
  changes: [form],
  unexpressed: layoutLost(part, form),
});

/** `file`. */
export const mapFile: ReceiverMapping = (part) => {
  const rotated = ['maxsize', 'maxage', 'maxbackups'].filter((name) => part.field(name).given);
  return toFile(part, [
    rotated.length === 0
      ? 'the exporter begins a new file at 100 MB; here the file grows: rotate it with logrotate and send SIGHUP'
      : `${rotated.join(', ')}: files are not rotated here; use logrotate, and send SIGHUP`,
  ]);
};

/** `pipe`. */
export const mapPipe: ReceiverMapping = (part) =>
  toFile(part, ['a named pipe must have a reader before the sink opens it']);

function toFile(part: Part, unexpressed: readonly string[]) {
  const path = needed(part, 'path');
  const isOutput = /^\/dev\/(stdout|fd\/1)$/.test(path);
  return {
    use: 'log',
    with: isOutput ? {} : { path },
    changes: [form],
    unexpressed: [...(isOutput ? [] : unexpressed), ...layoutLost(part, form)],
  };
}
