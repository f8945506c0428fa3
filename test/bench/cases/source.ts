import { fileURLToPath } from 'node:url';
import { start } from '../../support/process.ts';
import { hasFields, parse } from '../../support/receiver.ts';
import { startFrameServer } from '../peers.ts';
import type { Figures } from '../row.ts';

const total = 100_000;
/** Sent first and not counted: the compiler is warm, as in a daemon that has run for a while. */
const warm = 10_000;
const isDone = (value: unknown): value is { at: string } => hasFields(value, { at: 'string' });

/** The source alone: bytes from the socket to parsed revisions, in a process of its own. */
export async function sourceOnly(parseLimit: number): Promise<Figures> {
  const frames = await startFrameServer();
  const child = start(process.execPath, [
    '--conditions=@kubeherald/source',
    fileURLToPath(new URL('../source-main.ts', import.meta.url)),
    frames.url,
    String(total),
    String(warm),
  ]);
  try {
    await frames.burst(warm);
    await child.line((line) => line.includes('warm'));
    const begun = await frames.burst(total);
    const { at } = parse(await child.line((line) => line.includes('at')), isDone);
    const eventsPerSecond = total / (Number(BigInt(at) - begun) / 1e9);
    return { eventsPerSecond, ratioToParseLimit: eventsPerSecond / parseLimit };
  } finally {
    await child.kill('SIGKILL');
    await frames.stop();
  }
}
