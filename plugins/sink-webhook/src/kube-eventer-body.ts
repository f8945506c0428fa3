/** What kube-eventer sends when there is no ConfigMap, byte for byte. */
export const kubeEventerBody = [
  '',
  '{',
  '\t"EventType": "{{ .Type }}",',
  '\t"EventKind": "{{ .InvolvedObject.Kind }}",',
  '\t"EventReason": "{{ .Reason }}",',
  '\t"EventTime": "{{ .LastTimestamp }}",',
  '\t"EventMessage": "{{ .Message }}"',
  '}',
].join('\n');
