import { execFileSync } from 'node:child_process';
import { Default, Errors } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { ConfigError, type KubeEvent, Type } from '../index.ts';
import { event } from './fixtures/event.ts';
import { createComposer, formatOption, markdown, messageOptions } from './index.ts';

const zone = 'Asia/Shanghai';

describe('a template', () => {
  const template = '**{{reason}}** {{{object.name}}} {{message}} ({{count}})';

  it('replaces the layout; values are escaped for the destination unless they have three braces', async () => {
    const compose = await createComposer({ zone, template }, { markup: markdown });
    const { title, body } = compose([event({ name: '*web*', message: 'a *b* \\ c', count: 3 })]);
    expect(body).toBe('**BackOff** *web* a \\*b\\* \\\\ c (3)  ');
    expect(title).toBe('⚠️ BackOff · Pod *web*');
  });

  it('makes each row of a digest, with the count of its row', async () => {
    const compose = await createComposer({ zone, template });
    const { body } = compose([event({ name: 'a', count: 2 }), event({ name: 'a', count: 3 }), event({ name: 'b' })]);
    expect(body.split('\n').slice(3)).toEqual([
      '**BackOff** a Back-off restarting failed container (5)',
      '',
      '**BackOff** b Back-off restarting failed container (1)',
    ]);
  });

  it('cuts rows that do not fit, and counts them', async () => {
    const compose = await createComposer({ zone, template }, { limit: { characters: 300 } });
    const { body, named, cut } = compose(Array.from({ length: 20 }, (_, index) => event({ name: `web-${index}` })));
    expect(named).toBeGreaterThan(1);
    expect(body.endsWith(`… and ${cut} more: ${cut} warnings`)).toBe(true);
    expect(Array.from(body).length).toBeLessThanOrEqual(300);
  });

  it('that leaves the label out gets it in front', async () => {
    const compose = await createComposer({ zone, template, label: 'ops' });
    expect(compose([event()]).body.split('\n')[0]).toBe('ops');
  });

  it('that makes nothing of an event leaves no empty message, which destinations refuse', async () => {
    const compose = await createComposer({ zone, template: '{{#if (eq reason "Odd")}}odd{{/if}} ' });
    expect(compose([event({ message: 'still here' })]).body).toBe(
      'BackOff Pod web-7d4b\nstill here\n(the template failed: it makes nothing of this event)',
    );
  });

  it('may be a Go template, in the zone of the message', async () => {
    const go = '{{ .Reason }} {{ .InvolvedObject.Name }} {{ .LastTimestamp.Format "15:04 -0700" }}';
    const compose = await createComposer({ zone, template: { go } });
    expect(compose([event()]).body).toBe('BackOff web-7d4b 12:33 +0800');
    await expect(createComposer({ template: { go: '{{ .Nope }}' } })).rejects.toThrow(
      "template:1:3: can't evaluate field Nope in type *v1.Event",
    );
  });

  it('that stumbles over an event says so in its place', async () => {
    const odd = '{{#if (eq reason "Odd")}}{{date time zone=message}}{{/if}}x';
    const compose = await createComposer({ zone, template: odd });
    expect(compose([event({ reason: 'Odd', message: 'Mars/Base' })]).body).toBe(
      'Odd Pod web-7d4b\nMars/Base\n(the template failed: template:1:26: Invalid time zone specified: Mars/Base)',
    );
  });

  it.each([
    [{ template: '{{#if}}' }, /^template:1:/],
    [{ zone: 'Mars/Base' }, 'zone: there is no time zone "Mars/Base"'],
  ])('or zone that cannot work is refused: %j', async (config, message) => {
    const refused = createComposer(config);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
  });
});

it('a message may have less room than the others', async () => {
  const compose = await createComposer({ zone }, { limit: { bytes: 1000 } });
  const long = event({ message: 'x'.repeat(2000) });
  expect([compose([long]), compose([long], { limit: { bytes: 500 } })].map(({ body }) => body.length)).toEqual([
    expect.toSatisfy((length: number) => length > 900 && length <= 1000),
    expect.toSatisfy((length: number) => length > 400 && length <= 500),
  ]);
});

it('without a zone it is that of the process', () => {
  const script = `
    import { createComposer } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const compose = await createComposer({});
    console.log(compose([${JSON.stringify(event({ count: 1 }))}]).body);`;
  const options = ['--conditions=@kubeherald/source', '--input-type=module', '--eval', script];
  const said = execFileSync(process.execPath, options, { env: { ...process.env, TZ: 'Asia/Kathmandu' } });
  expect(said.toString()).toContain('2026-11-21 10:18:38 +05:45');
});

describe('the options', () => {
  const schema = Type.Object({ ...messageOptions, format: formatOption(['markdown', 'text']) });

  it('have defaults', () => {
    expect(Default(schema, {})).toEqual({ language: 'en', format: 'markdown' });
  });

  it.each([
    [{ zone: 'Asia/Shanghai', language: 'zh', label: '[x]', format: 'text' }, []],
    [{ zone: 'Asia/Shangri-La' }, ['/zone']],
    [{ language: 'fr', format: 'html', label: '' }, ['/language', '/format', '/label']],
  ])('%j', (given, faulty) => {
    const errors = Errors(schema, Default(schema, given));
    expect(new Set(errors.map(({ instancePath }) => instancePath))).toEqual(new Set(faulty));
  });

  it('say how long a label may be', () => {
    expect(Errors(schema, { language: 'en', format: 'text', label: 'x'.repeat(101) })).toHaveLength(1);
    expect(JSON.stringify(schema.properties.label)).toContain('At most 100 characters');
  });

  it('say what a zone is', () => {
    expect(Errors(schema, { language: 'en', format: 'text', zone: 'Mars' })[0]?.message).toContain('Asia/Shanghai');
  });

  it('fit the composer', async () => {
    const options: Type.Static<typeof schema> = { language: 'en', format: 'text' };
    const batch: readonly KubeEvent[] = [event()];
    expect((await createComposer(options))(batch).named).toBe(1);
  });
});
