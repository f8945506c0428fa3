import { extname } from 'node:path';
import { askAside } from '../aside.ts';
import type { GivenSettings, ReadConfig } from './read.ts';

/** Reads a config file, or checks settings, in a process that ends afterwards; see askAside for why. */
export async function readConfigAside(origin: string | GivenSettings): Promise<ReadConfig> {
  // The compiled module lies beside the compiled caller, and the source beside the source.
  const module = new URL(`./answer-read${extname(import.meta.url)}`, import.meta.url);
  const answer = await askAside(module, origin);
  if (!isReadConfig(answer))
    throw new Error(
      `the process that reads ${typeof origin === 'string' ? origin : origin.from} gave an answer that is none`,
    );
  return answer;
}

function isReadConfig(value: unknown): value is ReadConfig {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'good' || value.kind === 'faulty')
  );
}
