/**
 * Loaded into the program in front of everything else: the place where the kubelet mounts a service account is the folder
 * MOUNTED_ACCOUNT, for a test may not write to the place itself.
 */
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const place = '/var/run/secrets/kubernetes.io/serviceaccount';
const mounted = process.env.MOUNTED_ACCOUNT ?? place;
const { readFile } = files;

Object.assign(files, {
  readFile: (...[path, ...options]: Parameters<typeof readFile>) =>
    readFile(
      typeof path === 'string' && path.startsWith(place) ? `${mounted}${path.slice(place.length)}` : path,
      ...options,
    ),
});
syncBuiltinESMExports();
