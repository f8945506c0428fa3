import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedEvents } from '../fixtures/recordings.ts';
import { compileTemplate, normaliseEvent } from '../index.ts';

const context = { cluster: 'prod', change: 'added' } as const;
const template =
  '{"text": "<{{message}}>", "value": {{message}}, "raw": "{{{message}}}", "json": {{json raw.message}}, "{{message}}": 1}';

async function roundTrip(message: string): Promise<void> {
  const render = await compileTemplate(template, { mode: 'json' });
  const output = render(normaliseEvent({ message }, context));
  expect(JSON.parse(output)).toEqual({
    text: `<${message}>`,
    value: message,
    raw: message,
    json: message,
    [message]: 1,
  });
  expect(output).not.toMatch(/[\n\r\u2028\u2029]/);
  expect(output.isWellFormed()).toBe(true);
}

describe('any message survives a JSON template', () => {
  it.each([
    ['quotes', 'said "no" and \'maybe\''],
    ['line ends', 'one\ntwo\r\nthree\u0085four'],
    ['backslashes', 'C:\\new\\table \\" \\u0041 \\'],
    ['separators', 'a\u2028b\u2029c'],
    ['control characters', '\u0000\u0001\u001b[31mred\u007f\b\f\t'],
    ['emoji', '🚨👨‍👩‍👧 🏳️‍🌈'],
    ['right to left', 'שלום \u202eevil\u202c مرحبا'],
    ['lone surrogates', 'high \ud83d low \udea8'],
    ['template syntax', '{{message}} {{{raw}}} {{#if x}} {{!-- --}} \\{{x}}'],
    ['markup', '<script>alert("x")</script> &amp; `x`'],
    ['an injection', '", "admin": true, "x": "'],
    ['length', 'long "quoted"\n'.repeat(5000)],
  ])('%s', async (_name, message) => {
    await roundTrip(message);
  });

  it('whatever it is', async () => {
    const render = await compileTemplate('{"m": "{{message}}", "v": {{message}}}', { mode: 'json' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        expect(JSON.parse(render(normaliseEvent({ message }, context)))).toEqual({ m: message, v: message });
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('as a real API server sent it', async () => {
    const render = await compileTemplate('{"m": "{{message}}"}', { mode: 'json' });
    for (const { event } of recordedEvents('unusual-events')) {
      const normal = normaliseEvent(event, context);
      expect(JSON.parse(render(normal))).toEqual({ m: normal.message });
    }
  });
});
