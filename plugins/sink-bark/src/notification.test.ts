import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, ipad, iphone, open, shownOn, startServer } from './fixtures/open.ts';

describe('a notification', () => {
  it('says what happened to what, where, how often and since when', async () => {
    const server = await startServer();
    await deliver(await open({ url: server.url }), [event('web-1', { message: 'Back-off "app" <&>' })]);
    expect(shownOn(server)).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{32}$/),
        title: '⚠️ BackOff · Pod web-1',
        body: expect.stringMatching(/cluster prod · namespace shop · node node-1(?:.|\n)*\nBack-off "app" <&>$/),
        fields: { id: expect.any(String), group: 'prod', level: 'active' },
      },
    ]);
  });

  it('has all that the options say, each value a text', async () => {
    const server = await startServer();
    const sink = await open({
      url: server.url,
      level: { warning: 'critical', other: 'active', normal: 'passive' },
      volume: 7,
      sound: 'minuet',
      call: true,
      icon: 'https://kubernetes.io/images/favicon.png',
      group: '{{cluster}}/{{object.namespace}}',
      link: 'https://grafana.example.com/d/pod?pod={{object.name}}&ns={{object.namespace}}',
      copy: 'kubectl describe {{lower object.kind}} {{object.name}}',
      autoCopy: true,
      archive: false,
    });
    await deliver(sink, [event('web-1')]);
    const [received] = server.phones.get(iphone)?.received ?? [];
    expect(received?.aps).toMatchObject({ sound: 'minuet.caf', 'thread-id': 'prod/shop' });
    expect(received?.others).toEqual({
      id: expect.any(String),
      level: 'critical',
      volume: '7',
      call: '1',
      icon: 'https://kubernetes.io/images/favicon.png',
      group: 'prod/shop',
      url: 'https://grafana.example.com/d/pod?pod=web-1&ns=shop',
      copy: 'kubectl describe pod web-1',
      autocopy: '1',
      isarchive: '0',
    });
  });

  it('of a Normal event neither rings nor lights the screen', async () => {
    const server = await startServer();
    await deliver(await open({ url: server.url, call: true }), [event('web-1', { type: 'Normal' })]);
    expect(shownOn(server)[0]?.fields).toMatchObject({ level: 'passive' });
    expect(shownOn(server)[0]?.fields).not.toHaveProperty('call');
  });

  it('is Markdown when that is wanted, and its values are escaped', async () => {
    const server = await startServer();
    await deliver(await open({ url: server.url, format: 'markdown' }), [event('web-1', { message: '*not bold*' })]);
    expect(shownOn(server)[0]?.fields.markdown).toContain('\\*not bold\\*');
  });

  it('is in the language and zone of the options, by the template if there is one', async () => {
    const server = await startServer();
    const template = '{{reason}} {{date time format="HH:mm"}}';
    await deliver(await open({ url: server.url, language: 'zh' }), [event('web-1')]);
    await deliver(await open({ url: server.url, template, label: '[ops]' }), [event('web-2')]);
    const [chinese, templated] = shownOn(server);
    expect(chinese?.body).toMatch(/集群 prod · 命名空间 shop(?:.|\n)*12:33:38 \+08:00/);
    expect(templated).toMatchObject({
      title: '[ops] ⚠️ BackOff · Pod web-2',
      body: expect.stringMatching(/^BackOff \d\d:\d\d$/),
    });
  });
});

describe('a digest', () => {
  it('is one notification: the worst first, and only what is the same for all beside it', async () => {
    const server = await startServer();
    const sink = await open({
      url: server.url,
      link: 'https://x.example/{{object.namespace}}',
      copy: '{{object.name}}',
    });
    await deliver(sink, [event('web-1', { type: 'Normal', reason: 'Pulled' }), event('web-2')]);
    const [digest, ...others] = shownOn(server);
    expect(others).toEqual([]);
    expect(digest?.title).toBe('⚠️ 1 warning, 1 normal on 2 objects');
    expect(digest?.body.indexOf('web-2')).toBeLessThan(digest?.body.indexOf('web-1') ?? -1);
    expect(digest?.fields).toMatchObject({ level: 'active', group: 'prod', url: 'https://x.example/shop' });
    expect(digest?.fields).not.toHaveProperty('copy');
  });

  it('that has no room for all is followed by others, until each object is named', async () => {
    const server = await startServer();
    const names = Array.from({ length: 500 }, (_, index) => `web-7d4b9c6f5-${String(index).padStart(5, '0')}`);
    await deliver(
      await open({ url: server.url }),
      names.map((name) => event(name)),
    );
    const all = shownOn(server).map(({ body }) => body);
    expect(all.length).toBeGreaterThan(1);
    expect(all[0]).toMatch(/… and \d+ more: \d+ warnings$/);
    expect(all.at(-1)).not.toContain('more:');
    for (const name of names) expect(all.join('\n')).toContain(name.slice(-5));
  });
});

describe('what replaces a notification', () => {
  const again = (fields: object) => event('web-1', { metadata: { uid: 'other', resourceVersion: '8' }, ...fields });
  const counted = event('web-1', { metadata: { uid: 'uid-web-1', resourceVersion: '9' }, count: 24 });

  it.each([
    ['event', ['again', 'counted']],
    ['reason', ['counted']],
    ['never', ['first', 'again', 'counted']],
  ] as const)('update: %s', async (update, left) => {
    const server = await startServer();
    const sink = await open({ url: server.url, update, template: '{{message}}' });
    await deliver(sink, [event('web-1', { message: 'first' })]);
    await deliver(sink, [again({ message: 'again' })]);
    await deliver(sink, [{ ...counted, message: 'counted' }]);
    expect(shownOn(server).map(({ body }) => body)).toEqual(left);
  });

  it('nothing of another object, reason or cluster', async () => {
    const server = await startServer();
    const sink = await open({ url: server.url, update: 'reason' });
    const others = [
      event('web-1'),
      event('web-2'),
      event('web-1', { reason: 'Failed' }),
      { ...event('web-1'), cluster: 'test' },
    ];
    for (const one of others) await deliver(sink, [one]);
    expect(shownOn(server)).toHaveLength(4);
  });
});

describe('options that cannot work are refused when the sink opens, without a key in the error', () => {
  it.each([
    [{ url: `https://api.day.app/${iphone}` }, 'the server alone in url and the key in deviceKeys'],
    [{ url: `https://bark.example.com/${ipad}/` }, 'the server alone in url and the key in deviceKeys'],
    [{ url: 'https://bark.example.com/my-key/', deviceKeys: ['my-key'] }, 'the server alone in url and the key'],
    [{ url: 'https://bark.example.com/my-key/title/body', deviceKeys: ['my-key'] }, 'the server alone in url'],
    [{ url: 'https://api.day.app/push' }, 'the server alone in url and the key in deviceKeys'],
    [{ group: '{{#if}' }, /^group:1:/],
    [{ link: '{{nothing "x"}}' }, /^link:1:/],
    [{ tls: { ca: '/no/such/file' } }, 'tls.ca'],
  ])('%j', async (options, message) => {
    const refused = open(options);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow(iphone);
  });
});
