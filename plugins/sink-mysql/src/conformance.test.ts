import { conformance } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';
import { password, StandInDestination } from './fixtures/destination.ts';

const sink = new URL('./index.ts', import.meta.url);

describe('a row per event', () => {
  conformance(sink, {
    destination: new StandInDestination(),
    config: ({ url }) => ({ url, password }),
    notApplicable: { limits: 'a MEDIUMTEXT holds every message; a narrow column is below' },
  });
});

describe('a row per revision, in a narrow table of somebody else', () => {
  const table = `CREATE TABLE \`kube_event\` (
  \`namespace\` VARCHAR(255) NOT NULL,
  \`kind\` VARCHAR(255) NOT NULL,
  \`name\` VARCHAR(255) NOT NULL,
  \`type\` VARCHAR(255) NOT NULL,
  \`reason\` VARCHAR(255) NOT NULL,
  \`message\` VARCHAR(1000) NOT NULL,
  \`event_id\` VARCHAR(64) NOT NULL,
  \`resource_version\` VARCHAR(64) NULL,
  \`first_occurrence_time\` DATETIME NULL,
  \`last_occurrence_time\` DATETIME NULL,
  UNIQUE KEY \`revision\` (\`event_id\`, \`resource_version\`)
)`;
  conformance(sink, {
    destination: new StandInDestination({ table }, { message: { max: 1000, unit: 'characters' } }),
    config: ({ url }) => ({ url, password, mode: 'append', migrate: false }),
  });
});
