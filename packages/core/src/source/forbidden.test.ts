import { expect, it } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { describeForbidden } from './forbidden.ts';
import { parseStatusText } from './status-body.ts';

const messageOf = (index: number) => parseStatusText(recorded('forbidden', index).body.toString('utf8')).message;

it('a 403 says verb, resource and scope, and whom to grant it, with commands to paste', () => {
  const text = describeForbidden({ verb: 'list', resource: 'events', namespace: '', message: messageOf(0) });
  expect(text).toContain('User "nobody" may not list events at the cluster scope');
  expect(text).toContain('kubectl create clusterrole kubeherald-events --verb=get,list,watch --resource=events &&');
  expect(text).toContain(
    'kubectl create clusterrolebinding kubeherald-events --clusterrole=kubeherald-events --user=nobody',
  );
  expect(text).toContain('source.kubernetes.namespaces');
});

it('a 403 in a namespace, on events.k8s.io, asks for a role there and for that API group', () => {
  const refused = {
    verb: 'watch',
    resource: 'events.events.k8s.io',
    namespace: 'team-a',
    message: messageOf(7),
  } as const;
  const text = describeForbidden(refused);
  expect(text).toContain('may not watch events.events.k8s.io in namespace "team-a"');
  expect(text).toContain(
    'kubectl create role kubeherald-events --namespace=team-a --verb=get,list,watch --resource=events.events.k8s.io',
  );
  expect(text).toContain(
    'kubectl create rolebinding kubeherald-events --namespace=team-a --role=kubeherald-events --user=nobody',
  );
});

it.each([
  ['system:serviceaccount:obs:herald', '--serviceaccount=obs:herald'],
  ["o'neil $(rm)", "--user='o'\\''neil $(rm)'"],
  ['a\\"b', "--user='a\"b'"],
])('the user %s is named in a way that the shell takes literally', (user, subject) => {
  const message = `events is forbidden: User "${user}" cannot list resource "events"`;
  expect(describeForbidden({ verb: 'list', resource: 'events', namespace: '', message })).toContain(subject);
});

it('a 403 of the anonymous user says that no credentials arrived', () => {
  const message = parseStatusText(recorded('unauthorized', 3).body.toString('utf8')).message;
  const text = describeForbidden({ verb: 'list', resource: 'events', namespace: '', message });
  expect(text).toContain('No credentials reached the API server');
});

it('a 403 that names no user quotes what was said', () => {
  const text = describeForbidden({ verb: 'list', resource: 'events', namespace: 'a', message: 'blocked by gateway' });
  expect(text).toContain('blocked by gateway');
  expect(text).toContain('may not list events in namespace "a"');
});
