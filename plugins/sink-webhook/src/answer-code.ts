import type { BodyCodes } from '@kubeherald/sink-sdk';

/** How the user says that answers tell of success. */
export interface AnswerCode {
  readonly field: string;
  readonly success: number | string | boolean;
  readonly message?: string;
  readonly again: readonly number[];
}

/** What the destination refuses it would refuse again; an answer without the code is judged by its status. */
export function codesOf({ field, success, message, again }: AnswerCode): BodyCodes {
  return {
    field,
    success: [success],
    ...(message === undefined ? {} : { message }),
    codes: Object.fromEntries(again.map((code) => [code, { kind: 'retry' }])),
    otherwise: { kind: 'rejected' },
    absent: { kind: 'success' },
  };
}
