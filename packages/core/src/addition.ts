import type { KubeEvent } from '@kubeherald/sink-sdk';
import type { Check } from './admin/health.ts';

/** An answer of an added route, plain text. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a program adds to the daemon that it starts. */
export interface Addition {
  /** Answers to GET, by path, open to all; one of the daemon's own paths is replaced. They are told how the daemon is. */
  readonly answers?: Readonly<Record<string, (alive: readonly Check[]) => PlainAnswer>> | undefined;
  /** Lines that follow the daemon's own metrics, which it is given. Ends with a line end. */
  readonly metrics?: ((ours: string) => string) | undefined;
  /** Called with each new revision that is taken, wanted or not; it must be quick and must not throw. */
  readonly taken?: ((event: KubeEvent) => void) | undefined;
}
