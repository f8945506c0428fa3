import { conformance } from '@kubeherald/sink-testkit';
import { StandInDestination } from './fixtures/destination.ts';

conformance(new URL('./index.ts', import.meta.url), {
  destination: new StandInDestination(),
  config: ({ url }) => ({ url }),
  notApplicable: {
    limits: 'messages may have 2 GiB, more than any batch',
    credentials: 'the protocol has none; a key of TLS never leaves the machine',
  },
});
