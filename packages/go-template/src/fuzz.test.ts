import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typedRoot } from './fixtures/typed-root.ts';
import { eventNamed, readVectors } from './fixtures/vector.ts';
import { compile, kubernetesEvent, sprig, TemplateError } from './index.ts';

// fixed, so that what fails once fails again
const SEED = 20_240_301;
const LIMITS = { steps: 20_000, outputBytes: 65_536 };
const ROOTS = [
  kubernetesEvent(eventNamed('labels')),
  kubernetesEvent({}),
  typedRoot(),
  null,
  'text',
  { a: [{ b: 1 }] },
];

/** Renders, and lets through only what is not the engine's own error. */
function survives(source: string, root: unknown, compat: 'exact' | 'json-safe'): string | undefined {
  try {
    const text = compile(source, { functions: sprig, zone: 'Asia/Shanghai', limits: LIMITS, compat }).render(root);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMITS.outputBytes * 3);
    return text;
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateError);
    return undefined;
  }
}

const CALLABLE = [...sprig.keys()].filter((name) => name !== 'bcrypt' && name !== 'htpasswd');
const SIGNS =
  String.raw`{{~}}~{{- ~ -}}~{{ end }}~{{ else }}~{{ if ~{{ range ~{{ with ~{{ define "t" }}~{{ block "b" . }}~{{ break }}
~{{ template "t" . }}~{{ continue }}~{{/* c */}}~$x := ~$x~ = ~ | ~(~)~.~ ~,~"text"~'c'~"\~1~-1.5~0x1F~1i~nil~true~中~\~"~{"a": "~"}
~[~]~:~.Type~.Message~.Labels~.LastTimestamp~.Series~.InvolvedObject.Name~.Inner~.Ptr~.List~.Dict.m~.a~.Format "2006"~.GetName
~.String~.Foo~printf "%v %d %q %*[2]x" ~print ~index ~slice ~len ~html ~js ~and ~or ~not ~eq ~lt ~call `.split('~');
const PIECES = [...SIGNS, ...CALLABLE.map((name) => `${name} `)];
const pieces = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 4 })),
  {
    maxLength: 14,
  },
);
const operand = fc.constantFrom(
  '.',
  '$',
  '1',
  '2.5',
  '"a b"',
  'nil',
  'true',
  '.Type',
  '.Message',
  '.Labels',
  '.Int',
  '.List',
  '.Dict',
  '.Inner',
  '.Time',
  '(list 1 "a" nil)',
  '(dict "a" 1)',
);
const call = fc
  .tuple(
    fc.constantFrom(...CALLABLE, 'printf "%v|%5d"', 'index', 'slice', 'eq', 'lt'),
    fc.array(operand, { maxLength: 4 }),
  )
  .map(([name, operands]) => [name, ...operands].join(' '));
const roots = fc.constantFrom(...ROOTS);
const modes = fc.constantFrom('exact' as const, 'json-safe' as const);

test('pieces of templates in any order end, and fail only with the engine’s own error', () => {
  fc.assert(
    fc.property(pieces, roots, modes, (parts, root, compat) => void survives(parts.join(''), root, compat)),
    { seed: SEED, numRuns: 4000 },
  );
});

test('any function takes any arguments', () => {
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 1, maxLength: 3 }),
      roots,
      (calls, root) => void survives(`{{ ${calls.join(' | ')} }}`, root, 'exact'),
    ),
    { seed: SEED, numRuns: 6000 },
  );
});

test('vectors with parts cut out, put in and doubled', () => {
  const templates = readVectors().map(({ template }) => template);
  const edit = fc.record({ at: fc.nat(200), cut: fc.nat(6), put: fc.constantFrom('', ...PIECES) });
  fc.assert(
    fc.property(
      fc.constantFrom(...templates),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      roots,
      modes,
      (template, edits, root, compat) => {
        const source = edits.reduce(
          (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
          template,
        );
        survives(source.replaceAll(/bcrypt|htpasswd/g, 'upper'), root, compat);
      },
    ),
    { seed: SEED, numRuns: 4000 },
  );
});

test('any message in a JSON body arrives whole', () => {
  const body =
    '{"kind": "{{ .InvolvedObject.Kind }}", "text": "<{{ .Message }}>", "quoted": {{ printf "%q" .Message }}, "js": "{{ js .Message }}"}';
  const template = compile(body);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (message) => {
      const document: unknown = JSON.parse(template.render(kubernetesEvent({ message })));
      expect(document).toEqual({ kind: '', text: `<${message}>`, quoted: message, js: message });
    }),
    { seed: SEED, numRuns: 1500 },
  );
});

test('any data is shown, or refused with the engine’s own error', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true, withTypedArray: true }), (data) => {
      for (const source of ['{{ . }}', '{{ printf "%#v %T" . . }}', '{{ toJson . }}', '{{ range . }}{{ . }}{{ end }}'])
        survives(source, data, 'exact');
    }),
    { seed: SEED, numRuns: 800 },
  );
});
