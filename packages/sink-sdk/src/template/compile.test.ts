import { describe, expect, it } from 'vitest';
import { ConfigError, compileTemplate, normaliseEvent } from '../index.ts';

const event = normaliseEvent(
  {
    metadata: { uid: 'u', resourceVersion: '7', labels: { app: 'web', team: 'shop' } },
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'shop' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'said "no"',
    count: 3,
    lastTimestamp: '2026-01-02T23:04:05Z',
  },
  { cluster: 'prod', change: 'added' },
);

const json = async (text: string) => (await compileTemplate(text, { mode: 'json' }))(event);
const plain = async (text: string) => (await compileTemplate(text, { mode: 'text' }))(event);

describe('in JSON', () => {
  it.each([
    ['{"m": "{{message}}"}', { m: 'said "no"' }],
    ['{"m": "{{{message}}}"}', { m: 'said "no"' }],
    ['{"m": "{{reason}}: {{message}} x{{count}}"}', { m: 'BackOff: said "no" x3' }],
    ['{"c": {{count}}, "r": {{reason}}}', { c: 3, r: 'BackOff' }],
    ['{"l": {{json raw.metadata.labels}}}', { l: { app: 'web', team: 'shop' } }],
    ['{"l": {{raw.metadata.labels}}}', { l: { app: 'web', team: 'shop' } }],
    ['{"l": "{{json raw.metadata.labels}}"}', { l: '{"app":"web","team":"shop"}' }],
    ['{"absent": {{nope}}, "empty": "{{nope.deeper}}"}', { absent: null, empty: '' }],
    ['{"{{reason}}": true}', { BackOff: true }],
    [
      '{"a": [{{#each raw.metadata.labels}}"{{@key}}={{this}}"{{#unless @last}},{{/unless}}{{/each}}]}',
      { a: ['app=web', 'team=shop'] },
    ],
    ['{"a": {{#if related}}"{{related.name}}"{{else}}null{{/if}}}', { a: null }],
    ['{"a": "{{#if (eq type "Warning")}}!{{else}}.{{/if}}"}', { a: '!' }],
    ['{"a": "C:\\\\temp \\" {{reason}}"}', { a: 'C:\\temp " BackOff' }],
    ['{{! a comment with a " in it }}{"a": {{count}}}', { a: 3 }],
    ['{"a": {"b": {{count}}}}', { a: { b: 3 } }],
    ['{"a": "{{reason}}}", "b": "{{{reason}}}}"}', { a: 'BackOff}', b: 'BackOff}' }],
    ['{"a": {{default nope "}}"}}}', { a: '}}' }],
    ['{{!-- it\'s }}} here --}}{"a": {{count}}}', { a: 3 }],
    ['{"a": "x\\\\\\{{reason}}", "b": "\\{{reason}}}"}', { a: 'x\\BackOff', b: '{{reason}}}' }],
    ['{{json this}}', JSON.parse(JSON.stringify(event))],
  ])('%s', async (template, expected) => {
    expect(JSON.parse(await json(template))).toEqual(expected);
  });
});

describe('in plain text', () => {
  it.each([
    ['{{reason}}: {{message}} <{{{message}}}>', 'BackOff: said "no" <said "no">'],
    ['{{count}} {{this.count}} {{@root.count}} {{count raw.metadata.labels}}', '3 3 3 2'],
    ['{{date time}}', '2026-01-02 23:04:05'],
    ['{{date time zone="Asia/Shanghai" format="yyyy/MM/dd HH:mm XXX"}}', '2026/01/03 07:04 +08:00'],
    ['{{date time format="dd \'at\' HH.mm.ss,SSS XXX"}}', '02 at 23.04.05,000 +00:00'],
    ['{{date time format="yy-MMM-d EEE h:mm a"}}', '26-Jan-2 Fri 11:04 PM'],
    ['{{date time zone="Asia/Shanghai" format="M/d H:mm hh a"}}', '1/3 7:04 07 AM'],
    ["{{date time format=\"yyyy年MM月ddHH 'o''clock' ''\"}}", "2026年01月0223 o'clock '"],
    ['[{{date nope}}]', '[]'],
    ['{{truncate message 6}}', 'said …'],
    ['{{truncate message 7 unit="bytes" ellipsis="..."}}', 'said...'],
    ['{{default object.fieldPath object.uid "none"}}', 'none'],
    ['{{upper reason}} {{lower reason}}', 'BACKOFF backoff'],
    ['{{join raw.metadata.labels}} {{join raw.metadata.labels "|"}}', 'app=web, team=shop app=web|team=shop'],
    ['{{upper (truncate (default nope reason) 4 ellipsis="")}}', 'BACK'],
    ['{{raw.metadata.labels}}', '{"app":"web","team":"shop"}'],
    ['{{#with object}}{{kind}}/{{name}} in {{../cluster}}{{/with}}', 'Pod/web in prod'],
  ])('%s', async (template, expected) => {
    expect(await plain(template)).toBe(expected);
  });

  it('values are made harmless for the destination, after the functions, unless they have three braces', async () => {
    const html = (text: string) => text.replaceAll('"', '&quot;');
    const template = '{{message}} {{{message}}} {{truncate message 6 ellipsis=""}}"';
    const render = await compileTemplate(template, { mode: 'text', escape: html });
    expect(render(event)).toBe('said &quot;no&quot; said "no" said &quot;"');
  });

  it('inherited properties and functions are out of reach', async () => {
    const reach =
      '{{constructor}}{{constructor.name}}{{__proto__}}{{raw.toString}}{{raw.constructor.constructor}}{{#with raw}}{{valueOf}}{{/with}}';
    expect(await plain(reach)).toBe('');
    const template = await compileTemplate('{{inherited}}{{own}}', { mode: 'text' });
    expect(template(Object.assign(Object.create({ inherited: 'x' }), { own: 'y' }))).toBe('y');
  });
});

describe('a template that cannot work is refused with its position', () => {
  it.each([
    ['json', '{"m": "{{message}", "c": 1}', /^template:1:17: syntax error/],
    ['json', '{"m": 1,\n "n": "{{message}},\n "c": 2}', /^template:3:4: this JSON string is never closed/],
    [
      'json',
      '{"m": 1,\n "n": {{message}}\n "c": 2}',
      /^template:3:2: the output is not JSON: expected "," or "}", found "\\"c\\": 2}"/,
    ],
    ['json', '{"m": 1,\n "n": x{{message}}}', /^template:2:7: the output is not JSON: expected value/],
    [
      'json',
      '{\n  "n": {{#if related}}{{related}}{{/if}} }',
      /^template:2:42: the output is not JSON: expected value, found "}"/,
    ],
    ['json', '{"a": "{{#if x}}y"{{else}}z"{{/if}}}', /^template:1:8: a branch of this block/],
    ['json', '{"a": "\\u00{{count}}"}', /^template:1:7: the output is not JSON/],
    ['json', '{"a": "x\\\\{{message}}"}', /^template:1:11: this value would follow a lone backslash/],
    ['text', 'abc\n  {{#if (eq a}}', /^template:2:14: syntax error/],
    ['text', 'abc\n {{#if a}}x{{/each}}', /^template:2:\d+: if doesn't match each/],
    ['text', 'a\n{{shout reason}}', /^template:2:1: unknown function shout; expected one of date, /],
    ['text', '{{upper (shout reason)}}', /^template:1:9: unknown function shout/],
    ['text', '{{#shout}}x{{/shout}}', /^template:1:1: unknown block shout; expected one of if, /],
    ['text', 'x {{> footer}}', /^template:1:3: partials and decorators are not supported/],
    ['text', 'x {{date time zone="Mars/Base"}}', /^template:1:3: Invalid time zone specified: Mars\/Base/],
    ['text', 'x {{date time format="yyyy QQ"}}', /^template:1:3: date format "yyyy QQ": unknown QQ; expected yyyy, /],
    ['text', '{{date nope format="yyyy-MM-ddTHH"}}', /unknown T; .* SSS, XXX, and text in single quotes: 'T'/],
    ['text', '{{#if (eq reason "Odd")}}{{upper (date time format="MMMM")}}{{/if}}', /^template:1:\d+: .*unknown MMMM;/],
    ['text', '{{date time format="h o\'clock"}}', /unknown o;/],
    ['text', '{{date time format="h \'clock"}}', /a quote is never closed/],
    ['text', '{{truncate message}}', /^template:1:1: truncate needs a number/],
  ] as const)('%s: %s', async (mode, text, message) => {
    const refused = compileTemplate(text, { mode });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
  });

  it('under the name of its option', async () => {
    await expect(compileTemplate('{{#if}}', { mode: 'text', name: 'title' })).rejects.toThrow(/^title:1:\d+: /);
  });

  it('only for the samples it is meant for', async () => {
    const lines = '[{{#each events}}{{json this}}{{#unless @last}},{{/unless}}{{/each}}]';
    const template = await compileTemplate(lines, { mode: 'json', samples: [{ events: [event] }] });
    expect(JSON.parse(template({ events: [event, event] }))).toHaveLength(2);
  });
});
