import { startBark } from '../bark/index.ts';
import { startDingtalk } from '../dingtalk/index.ts';
import { startWecomApplication } from '../wecom-application/index.ts';
import { startWecomRobot } from '../wecom-robot/index.ts';
import { type Interruptible, texts } from './peer.ts';

/** A DingTalk robot that wants its messages signed. @param perMinute messages that it takes */
export async function dingtalkPeer(perMinute: number): Promise<Interruptible> {
  const secret = 'SEC0123456789abcdef';
  const robot = await startDingtalk({ token: '0123456789abcdef', secret, perMinute });
  const options = { url: robot.url, secret, perMinute };
  return {
    sink: 'dingtalk-signed',
    options,
    wrong: { ...options, secret: 'SECof-another-robot' },
    arrived: () => texts(robot.messages),
    down: robot.down,
    up: robot.up,
  };
}

/** A WeCom group robot. @param perMinute messages that it takes */
export async function wecomRobotPeer(perMinute: number): Promise<Interruptible> {
  const robot = await startWecomRobot({ key: '01234567-89ab', members: { wangqing: '13800138000' }, perMinute });
  const options = { url: robot.url, mentions: { '*': ['wangqing'] }, perMinute };
  return {
    sink: 'wechat-mentions',
    options,
    wrong: { ...options, url: robot.url.replace('01234567-89ab', 'of-another-robot') },
    arrived: () => texts(robot.messages),
    down: robot.down,
    up: robot.up,
  };
}

/** A WeCom application with one member. @param perMinute messages that a member gets */
export async function wecomApplicationPeer(perMinute: number): Promise<Interruptible> {
  const company = { corpId: 'ww0123456789abcdef', secret: 'secret-of-the-application', agentId: 1_000_002 };
  const application = await startWecomApplication({ ...company, users: ['wangqing'], perMinute });
  const { corpId, agentId, secret: corpSecret } = company;
  const options = { url: application.url, corpId, corpSecret, agentId, toUsers: ['wangqing'], perMinute };
  return {
    sink: 'wechat',
    options,
    wrong: { ...options, corpSecret: 'secret-of-another-application' },
    arrived: () => texts(application.inbox('wangqing')),
    down: application.down,
    up: application.up,
  };
}

/** A bark-server with one phone, that asks for a password. */
export async function barkPeer(): Promise<Interruptible> {
  const [device, password] = ['bRrYtMXnBeoBjTs4PHZGfX', 'password-of-bark'];
  const bark = await startBark({ devices: { [device]: undefined }, basicAuth: { username: 'kubeherald', password } });
  const options = { url: bark.url, deviceKeys: [device], username: 'kubeherald', password };
  return {
    sink: 'bark',
    options,
    wrong: { ...options, password: 'another-password' },
    arrived: () => texts(bark.phones.get(device)?.received ?? []),
    down: bark.down,
    up: bark.up,
  };
}
