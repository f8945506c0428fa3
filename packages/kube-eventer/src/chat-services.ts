import type { GoUrl } from './go-url.ts';

/** How answers say whether all went well; the webhook sink's option of that name. */
export interface AnswerCode {
  readonly field: string;
  readonly message: string;
  readonly success: number;
  /** Codes after which it is tried again. */
  readonly again: readonly number[];
}

interface Service {
  readonly name: string;
  readonly host: RegExp;
  readonly path: RegExp;
  readonly advice: string;
  readonly answerCode?: AnswerCode;
}

const errcode = { field: 'errcode', message: 'errmsg', success: 0 } as const;

/** Robots of chats that answer 200 to what they refuse; codes for too many messages are from their documentation. */
const services: readonly Service[] = [
  {
    name: 'DingTalk',
    host: /^oapi\.dingtalk\.com$/,
    path: /^\/robot\//,
    advice: 'use --sink=dingtalk:<the same URL>, which signs, counts and formats',
    answerCode: { ...errcode, again: [130101, 410100] },
  },
  {
    name: 'WeCom',
    host: /^qyapi\.weixin\.qq\.com$/,
    path: /^\/cgi-bin\/webhook\//,
    advice: 'the body must be one that WeCom knows, {"msgtype": "text", "text": {"content": …}}',
    answerCode: { ...errcode, again: [45009] },
  },
  {
    name: 'Feishu',
    host: /^open\.(feishu\.cn|larksuite\.com)$/,
    path: /^\/open-apis\/bot\//,
    advice: 'the body must be one that Feishu knows, {"msg_type": "text", "content": {"text": …}}',
    answerCode: { field: 'code', message: 'msg', success: 0, again: [9499, 11232] },
  },
  {
    name: 'Slack',
    host: /^hooks\.slack\.com$/,
    path: /^\//,
    advice: 'the body must be one that Slack knows, {"text": …}',
  },
];

/** What is to be known of a webhook's URL that belongs to the robot of a chat; undefined for other URLs. */
export function chatServiceOf(
  url: GoUrl,
  method: string,
  hasBody: boolean,
): { readonly answerCode?: AnswerCode; readonly notes: readonly string[] } | undefined {
  const host = url.host.replace(/:[0-9]*$/, '').toLowerCase();
  const service = services.find((one) => one.host.test(host) && one.path.test(url.path));
  if (service === undefined) return undefined;
  const { name, advice, answerCode } = service;
  const wrong = [
    ...(hasBody ? [] : [`the default body is none that ${name} takes; ${advice}, by custom_body_configmap`]),
    ...(method === 'POST' ? [] : [`${name} takes POST alone; write method=POST`]),
  ];
  const what = `the URL is that of a ${name} robot, which answers 200 with an error inside when it refuses a message: kube-eventer does not look, here it is an error`;
  return {
    ...(answerCode === undefined ? {} : { answerCode }),
    notes: [[what, ...wrong].join('; ')],
  };
}
