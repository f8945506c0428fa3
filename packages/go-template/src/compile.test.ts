import { describe, expect, test } from 'vitest';
import { compile, goFunction, goFunctions, goTypes, kubernetesEvent, sprig, TemplateError } from './index.ts';

function failure(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('plain data', () => {
  test('objects, lists, numbers, dates and nothing', () => {
    const data = { name: 'web', count: 7, ratio: 0.5, tags: ['a', 'b'], seen: new Date(0), none: null, big: 2n ** 40n };
    const template = compile(
      '{{.name}} {{gt .count 5}} {{.ratio}} {{range .tags}}{{.}}{{end}} {{.seen}} {{.none}} {{.big}}',
      {
        zone: 'Asia/Shanghai',
      },
    );
    expect(template.render(data)).toBe('web true 0.5 ab 1970-01-01 08:00:00 +0800 CST <no value> 1099511627776');
  });

  test('a Map is an object too', () => {
    expect(compile('{{.a}}').render(new Map([['a', 1]]))).toBe('1');
  });

  test('a template is rendered as often as wanted, with nothing left from before', () => {
    const template = compile('{{$d := dict "n" .}}{{$_ := set $d "n" 2}}{{.}}{{$d.n}}', { functions: sprig });
    expect([template.render(1), template.render(3)]).toEqual(['12', '32']);
  });

  test.each([
    ['a function', { f: () => 1 }, 'f is a function'],
    ['an invalid date', { d: new Date(Number.NaN) }, 'd is an invalid Date'],
    ['a symbol', [Symbol('s')], '[0] is a symbol'],
  ])('%s cannot be shown', (_name, data, message) => {
    const error = failure(() => compile('x').render(data));
    expect(error.code).toBe('GO_TEMPLATE_DATA');
    expect(error.message).toContain(message);
  });

  test('data that contains itself is refused', () => {
    const data: Record<string, unknown> = {};
    data.self = data;
    expect(failure(() => compile('x').render(data)).code).toBe('GO_TEMPLATE_DATA');
  });
});

describe('errors', () => {
  test('say where and what, as Go does', () => {
    const error = failure(() =>
      compile('a\nb {{ .Type }}{{ .Nope }}', { name: 'body' }).render(kubernetesEvent({ type: 'Normal' })),
    );
    expect(error).toMatchObject({
      code: 'GO_TEMPLATE_EXECUTION',
      message: `template: body:2:16: executing "body" at <.Nope>: can't evaluate field Nope in type *v1.Event`,
      template: 'body',
      line: 2,
      column: 16,
      executing: 'body',
      at: '.Nope',
      detail: `can't evaluate field Nope in type *v1.Event`,
      partial: 'a\nb Normal',
    });
  });

  test('of syntax have a line and a column', () => {
    const error = failure(() => compile('one\n{{ .Type | upper }}', { name: 'body' }));
    expect(error).toMatchObject({ code: 'GO_TEMPLATE_SYNTAX', line: 2, column: 11 });
    expect(error.message).toBe('template: body:2: function "upper" not defined');
  });

  test('of an unknown zone name it', () => {
    const error = failure(() => compile('x', { zone: 'Mars/Olympus' }));
    expect(error.code).toBe('GO_TEMPLATE_OPTION');
    expect(error.message).toContain('Mars/Olympus');
  });

  test('of an event that is none name the field', () => {
    expect(failure(() => kubernetesEvent('event')).code).toBe('GO_TEMPLATE_DATA');
    const error = failure(() => kubernetesEvent({ involvedObject: { name: 5 } }));
    expect(error.message).toBe('involvedObject.name is a number, expected a string');
    expect(failure(() => kubernetesEvent({ lastTimestamp: 'noon' })).message).toContain('lastTimestamp');
    expect(failure(() => kubernetesEvent({ count: 2 ** 40 })).message).toContain('int32');
  });
});

describe('functions of one’s own', () => {
  const functions = goFunctions({
    shout: goFunction([goTypes.string], (text) => `${String(text).toUpperCase()}!`),
    total: goFunction([goTypes.any], (list) => (Array.isArray(list) ? list.length : 0)),
    broken: goFunction([], () => {
      throw new Error('out of order');
    }),
  });

  test('take plain data and give plain data', () => {
    const template = compile('{{ .a | shout }} {{ total .l }}', { functions });
    expect(template.render({ a: 'é', l: [1, 2] })).toBe('É! 2');
  });

  test('stand beside sprig’s', () => {
    expect(compile('{{ shout "a" | lower }}', { functions: new Map([...sprig, ...functions]) }).render({})).toBe('a!');
  });

  test('are checked and reported like Go’s', () => {
    expect(failure(() => compile('{{ shout 1 }}', { functions }).render({})).detail).toBe('expected string; found 1');
    expect(failure(() => compile('{{ broken }}', { functions }).render({})).detail).toBe(
      'error calling broken: out of order',
    );
  });
});

test('the clock and the dice are the caller’s', () => {
  const options = { functions: sprig, zone: 'UTC', now: () => 0, random: () => 0.5 };
  expect(compile('{{ now }} {{ randNumeric 3 }} {{ ago .t }}', options).render({ t: new Date(-90_000) })).toBe(
    '1970-01-01 00:00:00 +0000 UTC 555 1m30s',
  );
});

test('bytes that are no text come as bytes', () => {
  const template = compile('{{ slice "中" 0 1 }}');
  expect([...template.renderBytes({})]).toEqual([0xe4]);
  expect(template.render({})).toBe('\ufffd');
});
