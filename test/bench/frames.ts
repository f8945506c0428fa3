/** One frame of a watch stream, about 1.2 kB as a real API server sends it. `sent` is what the receiver reads the lag from: nanoseconds of the machine's monotonic clock. */
export function frame(index: number, resourceVersion: number, sent: bigint = 0n): string {
  const pod = `web-${index % 500}-7d4b9c6f5-x2x9k`;
  const time = '2026-11-21T04:31:40Z';
  return `{"type":"ADDED","object":{"kind":"Event","apiVersion":"v1","metadata":{"name":"${pod}.18e9f52d0d8${index.toString(16)}","namespace":"team-${index % 20}","uid":"${uid(index)}","resourceVersion":"${resourceVersion}","creationTimestamp":"${time}","managedFields":[{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"${time}","fieldsType":"FieldsV1","fieldsV1":{"f:count":{},"f:firstTimestamp":{},"f:involvedObject":{},"f:lastTimestamp":{},"f:message":{},"f:reason":{},"f:reportingComponent":{},"f:reportingInstance":{},"f:source":{"f:component":{},"f:host":{}},"f:type":{}}}]},"involvedObject":{"kind":"Pod","namespace":"team-${index % 20}","name":"${pod}","uid":"${uid(index % 500)}","apiVersion":"v1","resourceVersion":"4242","fieldPath":"spec.containers{app}"},"reason":"BackOff","message":"Back-off restarting failed container app in pod ${pod}_team-${index % 20}(${uid(index % 500)}) sent=${sent};","source":{"component":"kubelet","host":"node-${index % 40}"},"firstTimestamp":"${time}","lastTimestamp":"${time}","count":1,"type":"Warning","eventTime":null,"reportingComponent":"kubelet","reportingInstance":"node-${index % 40}"}}\n`;
}

function uid(number: number): string {
  return `0df9c13d-3414-4129-bc2f-${number.toString(16).padStart(12, '0')}`;
}
