import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { typedRoot } from './fixtures/typed-root.ts';
import { eventNamed, maskedPointers, type Vector } from './fixtures/vector.ts';
import { compile, kubernetesEvent, sprig, TemplateError } from './index.ts';

const VECTORS: readonly Vector[] = readFileSync(new URL('./fixtures/recorded.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Vector => JSON.parse(line));

/** What a vector gives: text, or Go's words for what is wrong. */
function outcome(vector: Vector): { output: string } | { error: string; partial: string; column?: number } {
  const root =
    vector.event === '' || vector.event === undefined ? typedRoot() : kubernetesEvent(eventNamed(vector.event));
  const functions = vector.set === 'sprig' ? { functions: sprig } : {};
  try {
    const template = compile(vector.template, { name: 'body', compat: 'exact', zone: vector.timezone, ...functions });
    return { output: Buffer.from(template.renderBytes(root)).toString('base64') };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return {
      error: error.message,
      partial: error.partial,
      ...(error.column !== undefined && { column: error.column }),
    };
  }
}

function expected(vector: Vector): string {
  return vector.output_base64 ?? Buffer.from(vector.output ?? '', 'utf8').toString('base64');
}

function shown(base64: string, vector: Vector): string {
  return maskedPointers(Buffer.from(base64, 'base64').toString('latin1'), vector);
}

function families(): readonly string[] {
  return [...new Set(VECTORS.map(({ id }) => id.replace(/-\d+$/, '')))];
}

describe('vectors of our own, recorded from Go by fixtures/record', () => {
  test.each(families())('%s', (family) => {
    const vectors = VECTORS.filter(({ id }) => id.replace(/-\d+$/, '') === family);
    expect(vectors.length).toBeGreaterThan(10);
    for (const vector of vectors) {
      const given = outcome(vector);
      const about = `${vector.id} ${vector.template}`;
      if (vector.error === undefined) {
        expect('output' in given, `${about}: ${JSON.stringify(given)}`).toBe(true);
        if ('output' in given) expect(shown(given.output, vector), about).toBe(shown(expected(vector), vector));
      } else {
        expect('error' in given, `${about}: no error`).toBe(true);
        if (!('error' in given)) continue;
        expect(maskedPointers(given.error, vector), about).toBe(maskedPointers(vector.error.message, vector));
        if (vector.error.phase === 'exec') {
          expect(given.column, about).toBe(vector.error.col);
          expect(given.partial, about).toBe(vector.partial);
        }
      }
    }
  });
});
