/** What a destination answered. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** The beginning of the body, as UTF-8; at most 64 KiB of it. */
  readonly text: string;
}
