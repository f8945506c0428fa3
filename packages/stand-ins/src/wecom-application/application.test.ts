import { describe, expect, it, onTestFinished } from 'vitest';
import { startWecomApplication, type WecomApplication, type WecomApplicationOptions } from './index.ts';

const company = { corpId: 'ww1', secret: 's3cret', agentId: 1000002 };

async function start(options: Partial<WecomApplicationOptions> = {}): Promise<WecomApplication> {
  const application = await startWecomApplication({ ...company, users: ['Wang', 'li'], ...options });
  onTestFinished(() => application.down());
  return application;
}

interface Answer {
  readonly errcode: number;
  readonly access_token: string;
}

const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && 'errcode' in value;

async function call(application: WecomApplication, path: string, body?: object): Promise<Answer> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${application.url}/cgi-bin/${path}`, init);
  const answer: unknown = await response.json();
  if (!isAnswer(answer)) throw new Error(`no answer of the API: ${JSON.stringify(answer)}`);
  return answer;
}

const getToken = (application: WecomApplication, query = 'corpid=ww1&corpsecret=s3cret') =>
  call(application, `gettoken?${query}`);

async function send(application: WecomApplication, fields: object = {}) {
  const { access_token } = await getToken(application);
  return call(application, `message/send?access_token=${access_token}`, message(fields));
}

const message = (fields: object = {}) => ({
  touser: '@all',
  msgtype: 'text',
  agentid: company.agentId,
  text: { content: 'hello' },
  ...fields,
});

describe('tokens', () => {
  it.each([
    ['corpid=ww2&corpsecret=s3cret', 40013],
    ['corpid=ww1&corpsecret=wrong', 40001],
    ['corpid=ww1', 41004],
    ['corpsecret=s3cret', 41002],
  ])('are not given for %s', async (query, errcode) => {
    expect(await getToken(await start(), query)).toMatchObject({ errcode });
  });

  it('stay the same until they expire, and then are refused', async () => {
    let now = 0;
    const application = await start({ now: () => now });
    const first = await getToken(application);
    expect(first).toMatchObject({ errcode: 0, expires_in: 7200 });
    now += 7_199_000;
    expect((await getToken(application)).access_token).toBe(first.access_token);
    now += 1000;
    const path = `message/send?access_token=${first.access_token}`;
    expect(await call(application, path, message())).toMatchObject({ errcode: 42001 });
    expect((await getToken(application)).access_token).not.toBe(first.access_token);
    expect(await call(application, path, message())).toMatchObject({ errcode: 42001 });
  });

  it('are refused when revoked, unknown or missing', async () => {
    const application = await start();
    const { access_token } = await getToken(application);
    application.revokeTokens();
    expect(await call(application, `message/send?access_token=${access_token}`, message())).toMatchObject({
      errcode: 40014,
    });
    expect(await call(application, 'message/send?access_token=x', message())).toMatchObject({ errcode: 40014 });
    expect(await call(application, 'message/send', message())).toMatchObject({ errcode: 41001 });
  });

  it('are not given to who asks all the time', async () => {
    const application = await start();
    for (let count = 0; count < 20; count++) await getToken(application);
    expect(await getToken(application)).toMatchObject({ errcode: 45009 });
  });
});

describe('a message', () => {
  it.each([
    ['of another application', { agentid: 7 }, 301002],
    ['whose agentid is a text', { agentid: '1000002' }, 301002],
    ['of an unknown type', { msgtype: 'telegram' }, 40008],
    ['without a text', { text: {} }, 44004],
    ['of Markdown over 2048 bytes', { msgtype: 'markdown', markdown: { content: '事'.repeat(683) } }, 40058],
    ['to nobody who exists', { touser: 'nobody', toparty: '9' }, 81013],
    ['to more than 1000', { touser: Array(1001).fill('li').join('|') }, 40003],
    ['to more than 100 departments', { toparty: Array(101).fill('1').join('|') }, 40066],
  ])('%s is refused', async (_name, fields, errcode) => {
    const application = await start();
    expect(await send(application, fields)).toMatchObject({ errcode });
    expect(application.inbox('li')).toEqual([]);
  });

  it('reaches users, departments and tags, once each, and names who was not reached', async () => {
    const application = await start({
      users: ['Wang', 'li', 'zhao', 'qian'],
      parties: { 2: ['li', 'zhao'] },
      tags: { 5: ['qian'] },
      unlicensed: ['qian'],
    });
    const answer = await send(application, { touser: 'WANG|li|Nobody', toparty: '2|3', totag: '5|6' });
    expect(answer).toMatchObject({
      errcode: 0,
      invaliduser: 'nobody',
      invalidparty: '3',
      invalidtag: '6',
      unlicenseduser: 'qian',
      msgid: expect.any(String),
    });
    expect(['Wang', 'li', 'zhao', 'qian'].map((user) => application.inbox(user).length)).toEqual([1, 1, 1, 0]);
  });

  it('that is too long is cut without an error', async () => {
    const application = await start();
    expect(await send(application, { text: { content: '事'.repeat(683) } })).toMatchObject({ errcode: 0 });
    expect(application.inbox('li')).toEqual([{ msgtype: 'text', content: '事'.repeat(682), cut: true }]);
  });

  it('that is repeated is not delivered again, when that is asked for, for as long as it is', async () => {
    let now = 0;
    const application = await start({ now: () => now });
    const checked = { enable_duplicate_check: 1, duplicate_check_interval: 60 };
    for (const fields of [checked, checked, { ...checked, text: { content: 'other' } }])
      await send(application, fields);
    expect(application.inbox('li')).toHaveLength(2);
    now += 60_000;
    await send(application, checked);
    expect(application.inbox('li')).toHaveLength(3);
    for (let count = 0; count < 2; count++) await send(application);
    expect(application.inbox('li')).toHaveLength(5);
  });
});

describe('limits', () => {
  it('drop what a member gets beyond 30 in a minute, without a word', async () => {
    let now = 0;
    const application = await start({ users: ['li'], now: () => now });
    const { access_token } = await getToken(application);
    const path = `message/send?access_token=${access_token}`;
    for (let count = 0; count < 31; count++) {
      expect(await call(application, path, message())).toMatchObject({ errcode: 0 });
    }
    expect([application.inbox('li').length, application.dropped()]).toEqual([30, 1]);
    now += 60_000;
    await call(application, path, message());
    expect(application.inbox('li')).toHaveLength(31);
  });

  it('refuse what the company sends beyond 200 a day for each account', async () => {
    const application = await start({ users: ['li'], accounts: 0 });
    expect(await send(application)).toMatchObject({ errcode: 45009 });
  });
});

it('answers as it is told to, and comes back on its port', async () => {
  const application = await start();
  application.failNext({ errcode: -1, errmsg: 'system busy' });
  expect(await send(application)).toMatchObject({ errcode: -1 });
  await application.down();
  await expect(send(application)).rejects.toThrow('fetch failed');
  await application.up();
  expect(await send(application)).toMatchObject({ errcode: 0 });
});
