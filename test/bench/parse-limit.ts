import { frame } from './frames.ts';

const frames = 50_000;

/** Events a second that JSON.parse alone makes of the same frames, as strings in memory: what no reader can exceed. */
export function parseLimit(): number {
  const lines = Array.from({ length: frames }, (_, index) => frame(index, 1_000 + index));
  let kept: unknown;
  // The first pass warms the parser up and is not counted.
  for (const line of lines) kept = JSON.parse(line);
  const begun = process.hrtime.bigint();
  for (const line of lines) kept = JSON.parse(line);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  if (kept === undefined) throw new Error('nothing was parsed');
  return frames / seconds;
}
