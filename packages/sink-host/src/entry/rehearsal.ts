import { Socket as DatagramSocket } from 'node:dgram';
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { type RehearsedRequest, requestChannel } from '@kubeherald/sink-sdk';

/**
 * From here on the sink of this process sends nothing: requests of the SDK's HTTP client go to `told` and are taken as accepted, and any
 * other way into the network fails. The process is to be started without the right to write files.
 */
export function rehearseHere(told: (request: RehearsedRequest) => void): void {
  subscribe(requestChannel, (request) => {
    if (isRequest(request)) told(request);
  });
  const value = function cut(this: Socket): Socket {
    process.nextTick(() => this.destroy(cutOff()));
    return this;
  };
  Object.defineProperty(Socket.prototype, 'connect', { value });
  for (const method of ['send', 'connect']) {
    Object.defineProperty(DatagramSocket.prototype, method, {
      value: () => {
        throw cutOff();
      },
    });
  }
}

const cutOff = (): Error => new Error('this is a rehearsal: nothing is sent');

function isRequest(value: unknown): value is RehearsedRequest {
  return typeof value === 'object' && value !== null && 'method' in value && 'url' in value && 'body' in value;
}
