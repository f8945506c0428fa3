import { fetchKafka } from './kafka/server.ts';
import { fetchMongodb } from './mongodb/server.ts';
import { fetchSearch } from './opensearch/server.ts';

/** Fetches every server that comes from Maven, so that no test waits for it; says what it skips. */
const fetches: readonly (() => string | undefined)[] = [
  fetchKafka,
  fetchMongodb,
  () => fetchSearch('opensearch'),
  () => fetchSearch('elasticsearch'),
];
for (const fetch of fetches) {
  const reason = fetch();
  if (reason !== undefined) process.stderr.write(`${reason}\n`);
}
