/** What a lane has seen of its sink as a whole, counted up: it tells an event's fault from the sink's. */
export interface Evidence {
  /** Deliveries in which something was accepted. */
  accepted: number;
  /** Batches that overstayed their deadline for the first time. */
  slow: number;
}

/** Evidence at one moment. */
export type EvidenceMark = Readonly<Evidence>;

/** Copies it, to compare with later. */
export function mark(evidence: Evidence): EvidenceMark {
  return { accepted: evidence.accepted, slow: evidence.slow };
}
