export type { RobotMessage } from './message.ts';
export { type DingtalkOptions, type DingtalkRobot, startDingtalk } from './robot.ts';
