/** One thing that was checked, in words for the person who must act. */
export interface CheckRow {
  readonly what: 'sink' | 'source' | 'journal';
  /** The sink's name, the source's scope, the journal's folder. */
  readonly name: string;
  /** `note`: it works, with something to know. `misconfigured`: the config has to be corrected. */
  readonly state: 'ok' | 'note' | 'problem' | 'misconfigured' | 'unchecked';
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** Stable code of the error. */
  readonly code?: string;
}
