import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ConversionError } from '../conversion-error.ts';
import { convertArguments } from '../convert.ts';
import { checked } from '../fixtures/checked.ts';

interface Vector {
  readonly id: string;
  readonly args: readonly string[];
  /** Absent: any. */
  readonly source?: string | readonly string[];
  readonly alive: boolean;
}

/** Every command line that the real program was recorded with. */
const vectors = readFileSync(new URL('../../../../test/data/kube-eventer/vectors.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Vector => {
    const { id, args, source, expect: expected } = JSON.parse(line);
    return { id, args, source, alive: expected.alive === true };
  });

it('every recorded command line becomes a good config, unless the program did not start on it', async () => {
  let converted = 0;
  for (const { id, args, source, alive } of vectors) {
    const given = args.some((one) => /^--?source/.test(one))
      ? args
      : [...[source ?? '--source=kubernetes:'].flat(), ...args];
    try {
      const { yaml, unexpressed } = convertArguments(
        given.map((one) => one.replace(/APISERVER|RECORDER|EXTRA|DEAD/g, 'h:1')),
      );
      const { sinks } = await checked(yaml);
      const end = args.findIndex((one) => !one.startsWith('-'));
      const flags = end < 0 ? args : args.slice(0, end);
      const asked = flags.filter((one) => /^--?sink/.test(one)).length;
      // What the program could not create either is told, and nothing else is missing.
      expect(sinks.length + unexpressed.length, id).toBeGreaterThanOrEqual(asked);
      converted++;
    } catch (error) {
      if (!(error instanceof ConversionError)) throw new Error(id, { cause: error });
      expect(alive, `${id}: ${error.message}`).toBe(false);
      expect(error.message, id).toMatch(/^argument \d+: /);
    }
  }
  expect(converted).toBeGreaterThan(vectors.length * 0.8);
});
