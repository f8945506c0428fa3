import { describe, expect, it } from 'vitest';
import { ConfigError, compileTemplate, normaliseEvent } from '../index.ts';
import type { GoTemplateText } from './text.ts';

const core = {
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: 'web.1', namespace: 'shop', uid: 'u', resourceVersion: '7', labels: { app: 'web' } },
  involvedObject: { kind: 'Pod', name: 'web', namespace: 'shop' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'said "no"\n\\',
  count: 3,
  lastTimestamp: '2026-01-02T23:04:05Z',
};
const newer = {
  metadata: { name: 'web.2', namespace: 'shop', uid: 'v', resourceVersion: '8' },
  regarding: { kind: 'Pod', name: 'web', namespace: 'shop' },
  type: 'Warning',
  reason: 'BackOff',
  note: 'again',
  eventTime: '2026-01-02T22:00:00.500000Z',
  series: { count: 5, lastObservedTime: '2026-01-02T23:00:00.250000Z' },
  reportingController: 'kubelet',
  deprecatedCount: 4,
  deprecatedSource: { component: 'kubelet', host: 'node-1' },
};
const eventOf = (raw: typeof core | typeof newer) => normaliseEvent(raw, { cluster: 'prod', change: 'added' });

async function render(
  go: string,
  raw: typeof core | typeof newer = core,
  compat: GoTemplateText['compat'] = 'json-safe',
) {
  return (await compileTemplate({ go, compat }, { mode: 'text', zone: 'Asia/Shanghai' }))(eventOf(raw));
}

describe('a Go template', () => {
  it.each([
    ['{{ .Reason }} {{ .InvolvedObject.Name }} {{ .Count }} {{ .Labels.app }}', 'BackOff web 3 web'],
    ['{{ .LastTimestamp }}', '2026-01-03 07:04:05 +0800 CST'],
    ['{{ .LastTimestamp.Format "15:04" }}', '07:04'],
    ['[{{ .Kind }}{{ .APIVersion }}]', '[]'],
    ['{{ .Reason | lower | quote }}', '"backoff"'],
    ['{{ slice .Message 0 4 }} {{ slice (list 1 2 3 4) 1 3 }} {{ slice (list 1 2) 1 }}', 'said [2 3] [2]'],
    ['{"m": "{{ .Message }}"}', '{"m": "said \\"no\\"\\n\\\\"}'],
  ])('sees the event as Go programs do: %s', async (go, expected) => {
    expect(await render(go)).toBe(expected);
  });

  it('sees an event of events.k8s.io/v1 as one of core/v1, with the time of its series', async () => {
    const go =
      '{{ .InvolvedObject.Kind }} {{ .Message }} {{ .Count }} {{ .Source.Host }} {{ .ReportingController }} {{ .LastTimestamp.Format "15:04:05" }}';
    expect(await render(go, newer)).toBe('Pod again 4 node-1 kubelet 07:00:00');
  });

  it('with compat: exact gives what kube-eventer sends', async () => {
    expect(await render('{"m": "{{ .Message }}"}', core, 'exact')).toBe('{"m": "said no\n\\"}');
    expect(await render('{{ .LastTimestamp }}', newer, 'exact')).toBe('2026-01-03 06:00:00.5 +0800 CST');
  });

  it('with compat: exact-if-valid gives that too, but for broken JSON, which it mends', async () => {
    expect(await render('{"m": "{{ .Message }}"}', core, 'exact-if-valid')).toBe('{"m": "said \\"no\\"\\n\\\\"}');
    expect(await render('{"m": "{{ .Reason }}"}', { ...core, reason: 'say "a"' }, 'exact-if-valid')).toBe(
      '{"m": "say \\"a\\""}',
    );
    expect(await render('{"m": "{{ .Message }}"}', { ...core, message: 'a "b"' }, 'exact-if-valid')).toBe(
      '{"m": "a b"}',
    );
    expect(await render('{{ .Message }}', core, 'exact-if-valid')).toBe('said no\n\\');
  });

  it('may fail over what an event lacks', async () => {
    const template = await compileTemplate({ go: '{{ .Series.Count }}' }, { mode: 'text' });
    expect(template(eventOf(newer))).toBe('5');
    expect(() => template(eventOf(core))).toThrow(
      'template:1:10: nil pointer evaluating *v1.EventSeries.Count at <.Series.Count>',
    );
  });

  it.each([
    [
      '{{ if .Series }}{{ .Series.Nope }}{{ end }}ok {{ .Reason }}',
      "can't evaluate field Nope in type *v1.EventSeries",
    ],
    ['{{ if eq .Type "Normal" }}{{ .Nope }}{{ end }}ok {{ .Reason }}', "can't evaluate field Nope in type *v1.Event"],
    ['{{ if eq .Type "Warning" }}ok {{ .Reason }}{{ else }}{{ .Nope }}{{ end }}', "can't evaluate field Nope"],
  ])('with a mistake in a branch that this event does not take, goes out with a warning: %s', async (go, words) => {
    const warnings: string[] = [];
    const template = await compileTemplate({ go }, { mode: 'text', warn: (message) => warnings.push(message) });
    expect(template(eventOf(core))).toBe('ok BackOff');
    expect(warnings).toEqual([expect.stringMatching(/^template:1:\d+: /)]);
    expect(warnings.join()).toContain(words);
    await expect(compileTemplate({ go }, { mode: 'text' })).rejects.toThrow(words);
  });

  it.each([
    '{{ .Series.Nope }}',
    '{{ if .Reason }}{{ .Reazon }}{{ end }}',
    '{{ if eq .Reason "x" }}{{ end }}{{ .Nope }}',
  ])('is refused, whoever takes warnings, when no event of a cluster can be taken: %s', async (go) => {
    await expect(compileTemplate({ go }, { mode: 'text', warn: () => undefined })).rejects.toThrow(
      "can't evaluate field",
    );
  });

  it('renders one event and nothing else', async () => {
    const template = await compileTemplate({ go: '{{ .Reason }}' }, { mode: 'text' });
    expect(() => template({ events: [eventOf(core)] })).toThrow('a Go template renders one event');
  });
});

describe('a Go template that cannot work is refused with its position', () => {
  it.each([
    ['text', 'a\n  {{ .Nope }}', /^template:2:5: can't evaluate field Nope in type \*v1\.Event at <\.Nope>$/],
    ['text', '{{ if eq .Type "" }}{{ .Nope.Deeper }}{{ end }}', /^template:1:28: can't evaluate field Nope/],
    ['text', '{{ .Reason', /^template:1:\d+: unclosed action$/],
    ['text', 'x\n{{ shout .Reason }}', /^template:2:\d+: function "shout" not defined$/],
    ['text', '{{ index .Message 99999 }}', /^template:1:3: .*index out of range/],
    [
      'json',
      '{"a": {{ .Reason }}}',
      /^template: the output is not JSON: expected value, found "BackOff}" in line 1, column 7 of/,
    ],
    ['json', '{{ .Reason }}', /^template: the output is not JSON/],
  ] as const)('%s: %s', async (mode, go, message) => {
    const refused = compileTemplate({ go }, { mode });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
  });

  it('but for its JSON, when kube-eventer’s bytes are asked for', async () => {
    const template = await compileTemplate({ go: '{"a": {{ .Reason }}}', compat: 'exact' }, { mode: 'json' });
    expect(template(eventOf(core))).toBe('{"a": BackOff}');
  });
});
