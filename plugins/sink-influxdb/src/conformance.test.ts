import { conformance, fakeDestination, type ReceivedRequest } from '@kubeherald/sink-testkit';
import { linesOf, parseLine } from '@kubeherald/stand-ins/influxdb';
import { describe } from 'vitest';

const sink = new URL('./index.ts', import.meta.url);
const token = 'kh-0123456789abcdef';

/** The points of a write, each with its series and time: what makes InfluxDB hold one or two. */
function points(feedsInText: boolean) {
  return ({ text }: ReceivedRequest) =>
    linesOf(text, feedsInText).map((line) => {
      const { measurement, tags, fields, time } = parseLine(line);
      const texts = Object.values(fields).flatMap((value) => {
        if (typeof value !== 'string') return [];
        return measurement === 'log/events' ? [value, String(JSON.parse(value).message)] : [value];
      });
      return { texts, key: JSON.stringify([measurement, tags, String(time)]) };
    });
}

/** A text field has at most this many bytes. */
const fieldBytes = 65_536;

function destination(feedsInText: boolean) {
  const read = points(feedsInText);
  const fieldsOf = (request: ReceivedRequest) =>
    linesOf(request.text, feedsInText)
      .flatMap((line) => Object.values(parseLine(line).fields))
      .filter((value) => typeof value === 'string');
  return fakeDestination({
    accept: { status: 204 },
    read,
    limits: { field: { max: fieldBytes, unit: 'bytes', of: fieldsOf } },
    answers: {
      // The halves of a request that was refused are written again, to find the line that is to blame.
      '400': { reply: { status: 400, body: { error: 'unable to parse' } }, becomes: ['rejected', 'accepted'] },
      '413': { reply: { status: 413 }, becomes: ['rejected', 'accepted'] },
      '422': { reply: { status: 422 }, becomes: ['rejected', 'accepted'] },
      'a retention policy that is not there': {
        reply: { status: 500, body: { error: 'retention policy not found: default' } },
        becomes: 'misconfigured',
      },
    },
  });
}

describe('version 1', () => {
  conformance(sink, {
    destination: destination(true),
    config: ({ url }) => ({ url, username: 'writer', password: token, proxy: 'none' }),
  });
});

describe('version 2', () => {
  conformance(sink, {
    destination: destination(false),
    config: ({ url }) => ({ url, version: 2, org: 'ops', bucket: 'kubernetes', token, proxy: 'none' }),
    shows: (text) => text.replaceAll('\n', '\\n'),
  });
});

describe('kube-eventer’s JSON', () => {
  conformance(sink, {
    destination: destination(true),
    config: ({ url }) => ({ url, layout: 'kube-eventer', username: 'writer', password: token, proxy: 'none' }),
  });
});
