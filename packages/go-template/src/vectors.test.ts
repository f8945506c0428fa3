import { describe, expect, test } from 'vitest';
import { eventOf, maskedPointers, objectNamed, readVectors, type Vector } from './fixtures/vector.ts';
import { compile, enhancedEvent, kubernetesEvent, sprig, TemplateError } from './index.ts';

const NOW = Date.UTC(2026, 10, 21, 4, 5, 6);

function render(vector: Vector): Uint8Array {
  const exporter = vector.set === 'sprig';
  const data = exporter
    ? enhancedEvent(eventOf(vector), { clusterName: vector.cluster ?? '', object: objectNamed(vector.object) })
    : kubernetesEvent(eventOf(vector));
  const template = compile(vector.template, {
    name: exporter ? 'template' : 'body',
    compat: 'exact',
    zone: vector.timezone,
    now: () => NOW,
    ...(exporter && { functions: sprig }),
  });
  return template.renderBytes(data);
}

/** What Go prints, with the fixed clock where the recording says that the current time stood. */
function expected(vector: Vector): string {
  const bytes = Buffer.from(vector.output_base64 ?? '', 'base64').toString('latin1');
  const text = vector.output === undefined ? bytes : Buffer.from(vector.output, 'utf8').toString('latin1');
  return text.replaceAll('<NOW:2006-01-02>', '2026-11-21');
}

function failure(vector: Vector): TemplateError {
  try {
    render(vector);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`${vector.id}: no error`);
}

describe('vectors recorded from Go', () => {
  const vectors = readVectors();

  test.each(vectors.filter(({ error }) => error === undefined))('$id prints what Go prints', (vector) => {
    const printed = Buffer.from(render(vector)).toString('latin1');
    expect(maskedPointers(printed, vector)).toBe(expected(vector));
  });

  test.each(vectors.filter(({ error }) => error !== undefined))('$id fails as Go fails', (vector) => {
    const error = failure(vector);
    expect(error.message).toBe(vector.error?.message);
    expect(error.line).toBe(vector.error?.line);
    if (vector.error?.phase === 'exec') {
      expect(error.code).toBe('GO_TEMPLATE_EXECUTION');
      expect(error.column).toBe(vector.error.col);
      expect(error.partial).toBe(vector.partial ?? '');
    } else {
      expect(error.code).toBe('GO_TEMPLATE_SYNTAX');
    }
  });
});
