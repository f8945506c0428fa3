import { describe, expect, test } from 'vitest';
import { eventNamed, readVectors } from './fixtures/vector.ts';
import { compile, kubernetesEvent, sprig } from './index.ts';

const AWKWARD = 'q="x" back\\slash tab\there\nline \u0001 é 中 🔥 <a href=\'x\'> \u2028 end\\';

function parsed(source: string, message = AWKWARD): unknown {
  return JSON.parse(compile(source, { functions: sprig }).render({ message, count: 3, labels: { a: 'b"c' } }));
}

describe('a value inside a JSON string is escaped', () => {
  test.each([
    ['alone', '{"m": "{{ .message }}"}', AWKWARD],
    ['amid text', '{"m": "is: {{ .message }}!"}', `is: ${AWKWARD}!`],
    ['after an escape in the template', '{"m": "\\"{{ .message }}\\n"}', `"${AWKWARD}\n`],
    ['in a branch', '{{ if .message }}{"m": "{{ .message }}"}{{ else }}{"m": ""}{{ end }}', AWKWARD],
    [
      'in a template of its own',
      '{{ define "t" }}<{{ . }}>{{ end }}{"m": "{{ template "t" .message }}"}',
      `<${AWKWARD}>`,
    ],
    ['as a whole document', '"{{ .message }}"', AWKWARD],
    ['as JSON in a string', '{"m": "{{ toJson .labels }}"}', '{"a":"b\\"c"}'],
  ])('%s', (_name, source, message) => {
    const document = parsed(source);
    expect(typeof document === 'string' ? { m: document } : document).toEqual({ m: message });
  });

  test('as a key', () => {
    expect(parsed('{"{{ .message }}": {{ .count }}}')).toEqual({ [AWKWARD]: 3 });
  });

  test('in every turn of a range', () => {
    expect(parsed('{"l": [{{ range $i, $c := list "a\\"" "b\\n" }}{{ if $i }},{{ end }}"{{ $c }}"{{ end }}]}')).toEqual(
      {
        l: ['a"', 'b\n'],
      },
    );
  });
});

describe('a value that its template escapes already stays what it is', () => {
  test.each([
    ['by js', '{"m": "{{ js .message }}"}'],
    ['by js at the end of a pipeline', '{"m": "{{ .message | js }}"}'],
    ['by toJson', '{"m": {{ toJson .message }}}'],
    ['by printf %q', '{"m": {{ printf "%q" .message }}}'],
    ['by quote', '{"m": {{ quote .message }}}'],
    ['by hand', '{"m": "{{ .message | replace "\\\\" "\\\\\\\\" | replace "\\"" "\\\\\\"" }}"}'],
  ])('%s', (_name, source) => {
    expect(parsed(source)).toEqual({ m: AWKWARD });
  });
});

describe('what is no JSON keeps Go’s bytes', () => {
  test.each([
    'message: {{ .message }}',
    '[{{ .count }}] {{ .message }}',
    '{ {{ .message }} }',
    '"{{ .message }}" said {{ .count }}',
    '{{ .message }}',
    '<p title="{{ .message }}">',
  ])('%s', (source) => {
    const data = { message: AWKWARD, count: 3 };
    expect(compile(source).render(data)).toBe(compile(source, { compat: 'exact' }).render(data));
  });
});

test('compat exact writes what Go writes into JSON too', () => {
  expect(compile('{"m": "{{ . }}"}', { compat: 'exact' }).render('a"b')).toBe('{"m": "a"b"}');
});

test('bytes that are no UTF-8 become U+FFFD', () => {
  expect(JSON.parse(compile('{"m": "{{ slice "中" 0 1 }}"}').render({}))).toEqual({ m: '\ufffd' });
});

test('the documented bodies become JSON for every recorded event, with the whole message', () => {
  const bodies = new Set(
    readVectors()
      .filter(({ set }) => set === 'kube-eventer-body')
      .map(({ template }) => template),
  );
  const json = [...bodies].filter((body) => /^\s*(?:\{\{ if [^}]*\}\})?\s*\{\s*"/.test(body));
  expect(json.length).toBeGreaterThan(8);
  for (const name of ['backoff', 'special-chars', 'unhealthy', 'labels', 'deleting', 'empty', 'event-time-only']) {
    for (const body of json) {
      const event = eventNamed(name);
      const document = compile(body, { zone: 'Asia/Shanghai' }).render(kubernetesEvent(event));
      expect(() => JSON.parse(document), `${name}: ${document}`).not.toThrow();
      if (body.includes('.Message }}') && !body.includes('\\n')) {
        expect(JSON.stringify(JSON.parse(document))).toContain(JSON.stringify(event.message ?? '').slice(1, -1));
      }
    }
  }
});
