import { compile, kubernetesEvent, sprig } from '@kubeherald/go-template';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { changeText, expressionOf, piecesOf } from './go-text.ts';
import { layoutExpression, layoutTemplate, templateFault } from './layout.ts';

const event = {
  metadata: { name: 'web.17a', namespace: 'shop', uid: '0b0f7c3e' },
  involvedObject: { kind: 'Pod', name: 'web-0', namespace: 'shop' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off "web"\n\ttwice \\ <b>',
  count: 3,
  source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: '2026-11-21T01:02:03Z',
  lastTimestamp: '2026-11-21T01:02:03Z',
};

const render = (go: string, compat: 'exact' | 'json-safe') =>
  compile(go, { functions: sprig, compat, zone: 'UTC' }).render(kubernetesEvent(event));

/** What the exporter sends: each text rendered by itself, and the whole as JSON (pkg/sinks/tmpl.go). */
function rendered(layout: unknown): unknown {
  if (typeof layout === 'string') return render(layout, 'exact');
  if (Array.isArray(layout)) return layout.map(rendered);
  if (typeof layout !== 'object' || layout === null) return layout;
  return Object.fromEntries(Object.entries(layout).map(([name, value]) => [name, rendered(value)]));
}

const texts = [
  '{{ .Message }}',
  'plain "quoted" \\ \n text',
  'a {{- .Reason -}} b',
  'count: {{ .Count }}, {{ .InvolvedObject.Kind }}/{{ .InvolvedObject.Name }}',
  '{{ toJson .InvolvedObject }}',
  '{{ if eq .Type "Warning" }}bad{{ else }}fine{{ end }}',
  '{{ range $at, $one := list "x" "y" }}{{ $at }}={{ $one }} {{ end }}',
  '{{ $r := .Reason }}{{ $r | lower | quote }}',
  '{{/* nothing "here" }} */}}after',
  '{{ printf "%q }}" .Reason }} {{`}}`}}',
  '{{ .Message | trunc 8 }}%d',
];
const layouts = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...texts),
    fc.dictionary(fc.constantFrom('a', 'b"c', 'd\\e', '{{x}}', 'é'), tie('any'), { maxKeys: 3 }),
    fc.array(tie('any'), { maxLength: 3 }),
  ),
})).any;

describe('a layout', () => {
  it('gives the JSON that the exporter makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async (layout) => {
        const { go, unexpressed } = await layoutTemplate({ layout }, '');
        expect(unexpressed).toEqual([]);
        expect(JSON.parse(render(go, 'json-safe'))).toEqual(rendered({ layout }));
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  it('has the cluster’s name, and the methods of the exporter in other words', async () => {
    const layout = {
      cluster: 'of {{ .ClusterName }}',
      upper: '{{ .ClusterName | upper }}',
      at: '{{ .GetTimestampMs }}',
      iso: '{{ .GetTimestampISO8601 }}',
    };
    const { go, unexpressed } = await layoutTemplate(layout, 'prod "eu"');
    expect(unexpressed).toEqual([]);
    expect(JSON.parse(render(go, 'json-safe'))).toEqual({
      cluster: 'of prod "eu"',
      upper: 'PROD "EU"',
      at: '1795222923000',
      iso: '2026-11-21T01:02:03.000Z',
    });
  });

  it('tells what cannot be rendered here, and leaves it empty', async () => {
    const { go, unexpressed } = await layoutTemplate(
      { fine: '{{ .Reason }}', labels: { all: '{{ .InvolvedObject.Labels }}' } },
      '',
    );
    expect(unexpressed).toEqual([expect.stringMatching(/labels\.all .*field Labels/)]);
    expect(JSON.parse(render(go, 'json-safe'))).toEqual({ fine: 'BackOff', labels: { all: '' } });
  });

  it('can be an expression, for JSON within a text', async () => {
    const layout = { message: 'x {{ .Message }} 100%', list: ['{{ .Count }}'], fixed: 'a "b"' };
    const expression = layoutExpression(layout, '');
    const line = `{"line": "{{ toJson ${expression} }}"}`;
    expect(await templateFault(line)).toBeUndefined();
    expect(JSON.parse(JSON.parse(render(line, 'json-safe')).line)).toEqual(rendered(layout));
    expect(layoutExpression({ a: '{{ if .Reason }}x{{ end }}' }, '')).toBeUndefined();
  });
});

test.each([
  ['a {{ .B }} c', ['a ', '{{ .B }}', ' c']],
  ['{{ "}}" }}{{`}}`}}', ['{{ "}}" }}', '{{`}}`}}']],
  ['a \n{{- .B -}}\n c', ['a', '{{- .B -}}', 'c']],
  ['{{/* "}} */}}x', ['{{/* "}} */}}', 'x']],
  ['no braces', ['no braces']],
])('%j is taken apart', (template, pieces) => {
  expect(piecesOf(template).map(({ text }) => text)).toEqual(pieces);
});

test('what is no action is changed, and an action not', () => {
  expect(changeText('$A {{ $a }} $B', (text) => text.replaceAll('$', '€'))).toBe('€A {{ $a }} €B');
});

test.each([
  ['{{ .A }}', 'printf "%v" (.A)'],
  ['50% {{ .A | upper }}', 'printf "50%% %v" (.A | upper)'],
  ['text', '"text"'],
  ['{{ $a := 1 }}', undefined],
  ['{{ with .A }}x{{ end }}', undefined],
])('%s as an expression', (template, expression) => {
  expect(expressionOf(template)).toBe(expression);
});
