import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startBodies } from '../support/bodies.ts';
import { binary, writeConfig } from '../support/daemon.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeherald-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const render = (...parameters: string[]) =>
  new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const child = execFile(process.execPath, [binary, 'render', ...parameters], (_error, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output, errors });
    });
  });

const core = {
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: 'web.1', namespace: 'shop' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web' },
  reason: 'BackOff',
  message: 'said "no"\n',
  type: 'Warning',
  count: 3,
  lastTimestamp: '2026-01-02T03:04:05Z',
};
const newer = {
  apiVersion: 'events.k8s.io/v1',
  regarding: { kind: 'Pod', name: 'db' },
  note: 'again',
  reason: 'Failed',
  eventTime: '2026-01-02T03:04:06.000000Z',
};
const one = file('event.json', JSON.stringify(core));
const goBody = '{"text": "{{ .Reason }} {{ .Message }}", "at": "{{ .LastTimestamp }}"}';

describe('kubeherald render', () => {
  it('prints what a Go template makes of an event, and not a byte more', async () => {
    const template = file('body.tmpl', goBody);
    expect(await render('--go', template, '--event', one, '--zone', 'Asia/Shanghai')).toEqual({
      code: 0,
      output: '{"text": "BackOff said \\"no\\"\\n", "at": "2026-01-02 11:04:05 +0800 CST"}',
      errors: '',
    });
    const exact = await render('--go', template, '--event', one, '--zone', 'Asia/Shanghai', '--compat', 'exact');
    expect(exact.errors).toMatch(/^warning: .*body\.tmpl, event 1: the template looks like JSON, but this is none/);
    expect(exact.output).toBe('{"text": "BackOff said no\n", "at": "2026-01-02 11:04:05 +0800 CST"}');
  });

  it('warns of values outside of strings that make no JSON', async () => {
    const broken = file('broken.tmpl', '{"m": {{ .Message }}, "l": {{ .Labels }}}');
    const { code, output, errors } = await render('--go', broken, '--event', one);
    expect([code, output]).toEqual([0, '{"m": said "no"\n, "l": map[]}']);
    expect(errors).toMatch(/broken\.tmpl, event 1: .*Write \{\{ toJson \.Field \}\}/);
    const good = file('good.tmpl', '{"m": {{ toJson .Message }}, "l": {{ toJson .Labels }}}');
    expect(await render('--go', good, '--event', one)).toMatchObject({ errors: '' });
    const plain = file('plain.tmpl', '[{{ .Type }}] {{ printf "%q" .Message }}');
    expect(await render('--go', plain, '--event', one)).toMatchObject({ errors: '' });
  });

  it.each([
    ['a List', 'list.json', JSON.stringify({ kind: 'List', items: [core, newer] }, null, 2)],
    ['lines of JSON', 'events.ndjson', `${JSON.stringify(core)}\n${JSON.stringify(newer)}\n`],
  ])('takes %s, in either view of events', async (_what, name, text) => {
    const template = file(
      'short.tmpl',
      '{{ .Reason }} {{ .InvolvedObject.Name }} {{ .LastTimestamp.Format "15:04:05" }}',
    );
    const { code, output } = await render('--go', template, '--event', file(name, text), '--zone', 'UTC');
    expect([code, output]).toEqual([0, 'BackOff web 03:04:05\nFailed db 03:04:06']);
  });

  it('leaves out the byte order mark of files', async () => {
    const template = file('marked.tmpl', '\uFEFF{{ .Reason }}');
    const event = file('marked.json', `\uFEFF${JSON.stringify(core)}`);
    expect(await render('--go', template, '--event', event)).toEqual({ code: 0, output: 'BackOff', errors: '' });
  });

  it('has events of its own', async () => {
    const template = file('body.hbs', '{"text": "{{reason}} {{message}}", "count": {{count}}}');
    const { code, output } = await render('--handlebars', template);
    expect(code).toBe(0);
    expect(output.split('\n').map((line) => JSON.parse(line))).toMatchObject([
      { count: 23 },
      { count: 4 },
      { text: expect.stringContaining('"NULL"') },
    ]);
  });

  it.each([
    ['--go', 'x\n  {{ .Nope }}', ":2:5: can't evaluate field Nope in type *v1.Event at <.Nope>"],
    ['--go', 'x\n{{ .Reason', ':2:10: unclosed action'],
    ['--handlebars', 'x\n {{shout reason}}', ':2:2: unknown function shout'],
  ])('tells the place of a mistake and exits 65: %s %s', async (flag, text, message) => {
    const template = file('wrong', text);
    const { code, output, errors } = await render(flag, template, '--event', one);
    expect([code, output]).toEqual([65, '']);
    expect(errors).toContain(`${template}${message}`);
    expect(errors).toContain('[KH_TEMPLATE]');
  });

  it.each([
    [64, []],
    [64, ['--go', 'a', '--sink', 'b']],
    [64, ['--go', one, '--zone', 'Mars/Base']],
    [66, ['--go', join(folder, 'nowhere')]],
    [66, ['--go', one, '--event', file('no-event.json', '{"kind": "Pod"}')]],
    [66, ['--go', one, '--event', file('empty.json', '{"kind": "List", "items": []}')]],
  ])('exits %i for what cannot be meant: %j', async (code, parameters) => {
    expect(await render(...parameters)).toMatchObject({ code, output: '' });
  });
});

describe('kubeherald render --sink', () => {
  it('prints what the sink would send, and nothing leaves the machine', async () => {
    const bodies = await startBodies();
    const path = join(folder, 'events.log');
    const url = `${bodies.url}?token=geheim123`;
    const config = writeConfig(folder, {
      source: { kubernetes: { kubeconfig: join(folder, 'nowhere') } },
      sinks: [
        { name: 'hook', use: 'webhook', with: { url, template: { go: goBody } } },
        { name: 'wrong', use: 'webhook', with: { url, template: { go: '{"a": "{{ .Nope }}"}' } } },
        {
          name: 'ding',
          use: 'dingtalk-signed',
          with: { url: 'https://oapi.dingtalk.com/robot/send?access_token=0123456789' },
        },
        { name: 'file', use: 'log', with: { path } },
      ],
    });
    const sink = (name: string) =>
      render('--sink', name, '--config', config, '--event', one, '--zone', 'Asia/Shanghai');
    const hook = await sink('hook');
    expect(hook.output).toBe('{"text": "BackOff said \\"no\\"\\n", "at": "2026-01-02 11:04:05 +0800 CST"}');
    expect(hook.errors).toBe(`POST ${bodies.url}?token=*** application/json\n`);

    const ding = await sink('ding');
    expect(JSON.parse(ding.output)).toMatchObject({
      msgtype: 'markdown',
      markdown: { text: expect.stringContaining('11:04:05') },
    });
    expect(ding.errors).toContain('POST https://oapi.dingtalk.com/robot/send?access_token=***');

    expect(await sink('wrong')).toMatchObject({
      code: 65,
      output: '',
      errors: expect.stringContaining("sink wrong: template:1:10: can't evaluate field Nope"),
    });
    expect(await sink('file')).toMatchObject({ code: 1, errors: expect.stringContaining('KH_NOT_SHOWN') });
    expect(existsSync(path)).toBe(false);
    expect(await sink('nobody')).toMatchObject({ code: 64, errors: expect.stringContaining('KH_NO_SUCH_SINK') });
    expect(bodies.received).toEqual([]);
    await bodies.stop();
  });
});
