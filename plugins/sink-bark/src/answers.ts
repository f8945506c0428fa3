import type { BodyCodes, Meaning } from '@kubeherald/sink-sdk';

const credential: Meaning = {
  kind: 'config',
  advice: 'the server demands other credentials: set username and password',
};
const unknownDevice: Meaning = {
  kind: 'config',
  advice:
    'copy the device key from the app again, in deviceKeys: the app was removed or registered anew, or the key is for another server',
};
const noServer: Meaning = { kind: 'config', advice: 'this is no bark-server: correct url, without a device key in it' };

/** What statuses mean to bark-server; 418 is its answer to missing or wrong basic authentication. */
export const statuses: Readonly<Record<number, Meaning>> = {
  401: credential,
  403: {
    kind: 'config',
    advice: 'the server refuses this client: it bans those that send too many faulty requests, for 24 h',
  },
  404: noServer,
  405: noServer,
  418: credential,
};

/**
 * What bark-server says in its answers, and Apple through it: 500 "push failed: <reason of APNs>". Reasons: "Handling notification
 * responses from APNs" in Apple's documentation.
 */
export const codes: BodyCodes = {
  field: 'code',
  message: 'message',
  success: [200],
  texts: [
    [
      /failed to get device token|device key is empty|BadDeviceToken|Unregistered|DeviceTokenNotForTopic|ExpiredToken/,
      unknownDevice,
    ],
    [/PayloadTooLarge/, { kind: 'rejected' }],
    [
      /batch push count exceeds/,
      { kind: 'config', advice: 'the server limits the devices of a request: set push: each' },
    ],
    [/invalid type for device_keys|request bind failed/, { kind: 'rejected' }],
  ],
  codes: {
    ...statuses,
    408: { kind: 'retry' },
    429: { kind: 'retry' },
    500: { kind: 'retry' },
    502: { kind: 'retry' },
    503: { kind: 'retry' },
    504: { kind: 'retry' },
  },
  otherwise: { kind: 'rejected' },
};

/** What a code and the words beside it mean, for a single device of several in one answer. */
export function meaningOf(code: string, words: string): Meaning {
  if (code === '200') return { kind: 'success' };
  const byWords = codes.texts?.find(([pattern]) => pattern.test(words))?.[1];
  return byWords ?? codes.codes?.[code] ?? codes.otherwise;
}
