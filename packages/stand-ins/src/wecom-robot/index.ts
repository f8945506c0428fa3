export type { WecomMessage } from './message.ts';
export { startWecomRobot, type WecomRobot, type WecomRobotOptions } from './robot.ts';
