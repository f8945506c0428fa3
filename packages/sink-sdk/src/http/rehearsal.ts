import { channel } from 'node:diagnostics_channel';
import type { BodyCodes } from './meaning.ts';
import type { HttpReply } from './reply.ts';

/** By name, so that it also holds when two copies of the SDK are installed. */
export const requestChannel = 'kubeherald.sink.request';

/** A request that would have been sent, without credentials. */
export interface RehearsedRequest {
  readonly method: string;
  /** Query values, user, password and key-like parts hidden. */
  readonly url: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

const requests = channel(requestChannel);

/** Whether somebody listens for requests: then none is sent, and that somebody is given it. */
export const isRehearsal = (): boolean => requests.hasSubscribers;

/**
 * Gives a request to who listens, and makes a reply that stands for success: with the code of success where the API has one, and with a
 * token, for a sink that has to get one before it can say anything.
 */
export function rehearse(request: RehearsedRequest, codes: BodyCodes | undefined): HttpReply {
  requests.publish(request);
  const code = codes?.success[0];
  const said = codes === undefined || code === undefined ? {} : nested(codes.field.split('.'), code);
  const text = JSON.stringify({ access_token: 'rehearsal', expires_in: 7200, ...said });
  return { status: 200, headers: { 'content-type': 'application/json' }, text };
}

function nested([first = '', ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}
