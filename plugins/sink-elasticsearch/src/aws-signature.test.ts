import { expect, it } from 'vitest';
import { signAws } from './aws-signature.ts';

const key = {
  region: 'us-east-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
} as const;

it('signs the example of the documentation', () => {
  const { authorization } = signAws(
    {
      method: 'GET',
      url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: '',
      now: Date.parse('2015-08-30T12:36:00Z'),
    },
    key,
    'iam',
  );
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  );
});

it('signs the token of a temporary key, and a path as it is on the wire', () => {
  const url = new URL('https://es.example/a%20b/_bulk');
  const signed = signAws(
    { method: 'POST', url, headers: {}, body: 'x', now: 0 },
    { ...key, sessionToken: 'token' },
    'es',
  );
  expect(signed).toMatchObject({ 'x-amz-date': '19700101T000000Z', 'x-amz-security-token': 'token' });
  expect(signed.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
});
