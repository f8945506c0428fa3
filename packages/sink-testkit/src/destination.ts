/** What became of an event, in the host's words. */
export type Verdict = 'accepted' | 'retry' | 'rejected' | 'misconfigured';

/** What an answer of the destination must become. */
export interface ExpectedAnswer {
  /** Several: the vendor leaves it open, and each of them is right. */
  readonly becomes: Verdict | readonly Verdict[];
  /** Milliseconds that the answer asks to wait, exactly or from–to: the sink must pass them on as `retryAfterMs`. Absent: not looked at. */
  readonly retryAfterMs?: number | readonly [least: number, most: number];
  /** It never comes. The suite delivers with a short deadline, and the sink must heed its signal. */
  readonly never?: boolean;
}

/** Every verdict that is right for an answer. */
export function verdictsOf({ becomes }: ExpectedAnswer): readonly Verdict[] {
  return typeof becomes === 'string' ? [becomes] : becomes;
}

/** One thing that reached the destination: a request, a message, a row, a line. */
export interface Arrival {
  /** Every text in it, decoded: the strings of a JSON body, a row's columns. The suite looks for its events' messages in them. */
  readonly texts: readonly string[];
  /** Whether the destination took it. */
  readonly accepted: boolean;
  /** By which the destination knows a repetition: a later arrival with the same key replaces the earlier one. One per event (uid) when it holds only the newest revision. */
  readonly key?: string;
  /** Its size by each of the destination's limits, in the limit's unit. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** What the destination refuses when it is larger. */
export interface Limit {
  readonly max: number;
  /** UTF-8 bytes, or characters (code points). */
  readonly unit: 'bytes' | 'characters';
}

/** How single events are to be refused; the keys are texts in their messages. */
export type Refused = ReadonlyMap<string, 'retry' | 'rejected'>;

/**
 * Where a sink delivers to, in the suite's hands. {@link fakeDestination} is the one for HTTP; write your own for files, queues, databases:
 * against the real server if it is quick to have, else a stand-in that speaks its protocol.
 */
export interface Destination {
  /** The answers it can be made to give, by name; each becomes a test. */
  readonly answers: Readonly<Record<string, ExpectedAnswer>>;
  /** Empty: it has none, which is to be declared as `notApplicable: { limits: why }`. */
  readonly limits: Readonly<Record<string, Limit>>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Forgets what arrived, and answers by itself again. Called before every check. */
  reset(): Promise<void> | void;
  /** What has arrived since the last reset, in the order in which the destination took or refused it. */
  arrived(): Promise<readonly Arrival[]> | readonly Arrival[];
  /**
   * The next deliveries are answered so, one after the other; undefined: taken. After the last one all are taken again.
   * Leave it out when nothing can be scripted, and declare `answers`, `abort`, … as not applicable.
   */
  script?(answers: readonly (string | undefined)[]): Promise<void> | void;
  /** From now on refuses the events with these texts in them, and takes the others as far as its protocol can tell them apart. */
  refuse?(refused: Refused): Promise<void> | void;
}
