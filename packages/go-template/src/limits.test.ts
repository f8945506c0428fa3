import { describe, expect, test } from 'vitest';
import { compile, sprig, TemplateError } from './index.ts';

function codeOf(source: string, limits = {}): string {
  try {
    compile(source, { functions: sprig, limits }).render({});
  } catch (error) {
    if (error instanceof TemplateError) return error.code;
    throw error;
  }
  return 'none';
}

const CYCLE = '{{ $d := dict }}{{ $_ := set $d "self" $d }}';
const HEAP = '{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}';

describe('a template ends', () => {
  test.each([
    ['that counts without end', '{{ range 9000000000 }}{{ end }}'],
    ['that writes without end', '{{ range 9000000000 }}text{{ end }}'],
    ['that calls itself', '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}'],
    [
      'of which two call each other',
      '{{ define "a" }}{{ template "b" }}{{ end }}{{ define "b" }}{{ template "a" }}{{ end }}{{ template "a" }}',
    ],
    ['that repeats a text too often', '{{ repeat 1000000000 "x" }}'],
    ['that doubles a text', '{{ $x := "x" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}'],
    ['that pads too far', '{{ range 10 }}{{ printf "%1000000d" 1 }}{{ end }}'],
    [
      'that begins a long list again and again',
      '{{ $l := until 10000 }}{{ range 100000000 }}{{ range $l }}{{ break }}{{ end }}{{ end }}',
    ],
    [
      'that sorts a map again and again',
      '{{ $d := dict }}{{ range $i := until 500 }}{{ $_ := set $d (print $i) $i }}{{ end }}{{ range 100000000 }}{{ range $d }}{{ break }}{{ end }}{{ end }}',
    ],
    ['that makes a long list', '{{ until 1000000000 }}'],
    ['whose data contains itself', `${CYCLE}{{ $d }}`],
    ['whose data contains itself, as JSON', `${CYCLE}{{ toJson $d }}`],
    ['whose data contains itself, copied', `${CYCLE}{{ deepCopy $d }}`],
    [
      'whose data contains itself, compared',
      `${CYCLE}{{ $e := dict }}{{ $_ := set $e "self" $e }}{{ deepEqual $d $e }}`,
    ],
    ['whose data is small and prints large', `${HEAP}{{ $l }}`],
    ['whose data is small and compares large', `${HEAP}{{ deepEqual $l (deepCopy $l) }}`],
    [
      'that works on a long text again and again',
      '{{ range 100000 }}{{ $x := snakecase (repeat 5000 "aB") }}{{ end }}',
    ],
    ['with an expression that others match forever', '{{ regexMatch "((a{0,30}){0,30})c" (repeat 100000 "a") }}'],
  ])('%s', (_name, source) => {
    expect(codeOf(source)).toBe('GO_TEMPLATE_LIMIT');
  });

  test('that only nests deeply', () => {
    for (const [open, close] of [
      ['{{ if 1 }}', '{{ end }}'],
      ['{{ with 1 }}', '{{ end }}'],
      ['{{ range 1 }}', '{{ end }}'],
    ]) {
      expect(codeOf(`${open?.repeat(5000)}x${close?.repeat(5000)}`)).toBe('GO_TEMPLATE_LIMIT');
    }
    expect(codeOf(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`)).toBe('GO_TEMPLATE_LIMIT');
    expect(codeOf(`{{ if 0 }}${'{{ else if 0 }}'.repeat(5000)}{{ end }}`)).toBe('GO_TEMPLATE_LIMIT');
    expect(codeOf(`{{ ${'not ('.repeat(300)}1${')'.repeat(300)} }}`)).toBe('none');
  });
});

test('recursion fails with Go’s words and the place', () => {
  const template = compile('{{ define "r" }}{{ if . }}{{ template "r" . }}{{ end }}{{ end }}{{ template "r" 1 }}', {
    name: 'body',
  });
  expect(() => template.render({})).toThrow(
    'template: body:1:38: executing "r" at <{{template "r" .}}>: exceeded maximum template depth (400)',
  );
});

test('recursion that ends is taken', () => {
  const source =
    '{{ define "r" }}{{ . }}{{ if gt . 0 }}{{ template "r" (sub . 1) }}{{ end }}{{ end }}{{ template "r" 100 }}';
  expect(codeOf(source)).toBe('none');
});

test('counting as far as an event was seen to is taken', () => {
  const source = '[{{ range $i := .Count }}{{ $i }},{{ end }}0]';
  const counted: unknown = JSON.parse(compile(source).render({ Count: 109_050 }));
  expect(counted).toHaveLength(109_051);
});

test('limits are the caller’s', () => {
  expect(codeOf('{{ range 100 }}x{{ end }}', { steps: 50 })).toBe('GO_TEMPLATE_LIMIT');
  expect(codeOf('{{ range 100 }}x{{ end }}', { outputBytes: 99 })).toBe('GO_TEMPLATE_LIMIT');
  expect(codeOf('{{ range 100 }}x{{ end }}', { outputBytes: 100 })).toBe('none');
  expect(codeOf('{{ if 1 }}{{ if 1 }}{{ end }}{{ end }}', { nesting: 1 })).toBe('GO_TEMPLATE_LIMIT');
});

test('what Go itself ends stays an ordinary error', () => {
  expect(codeOf('{{ div 1 0 }}')).toBe('GO_TEMPLATE_EXECUTION');
});
