import type { Target } from './route.ts';
import { Refusal } from './status.ts';

/** What a user may do. `*` is anything. */
export interface Right {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Absent: in every namespace and at cluster scope. */
  readonly namespaces?: readonly string[];
  /** Absent: whatever their names. */
  readonly names?: readonly string[];
  /** Why, for access reviews: the binding and the role. */
  readonly by: string;
}

/** Who a token stands for. */
export interface User {
  readonly name: string;
  readonly rights: readonly Right[];
}

const reading = ['get', 'list', 'watch'];
const bothGroups = ['', 'events.k8s.io'];
const events = ['events'];

/** Tokens and users of the recordings; more can be given in the options. */
export const standardUsers: Readonly<Record<string, User>> = {
  'admin-token': { name: 'admin', rights: [{ groups: ['*'], resources: ['*'], verbs: ['*'], by: '' }] },
  'nobody-token': { name: 'nobody', rights: [] },
  'events-reader-token': {
    name: 'events-reader',
    rights: [
      {
        groups: bothGroups,
        resources: events,
        verbs: reading,
        by: 'ClusterRoleBinding "events-reader" of ClusterRole "events-reader"',
      },
    ],
  },
  'team-a-reader-token': {
    name: 'team-a-reader',
    rights: [
      {
        groups: bothGroups,
        resources: events,
        verbs: reading,
        namespaces: ['team-a'],
        by: 'RoleBinding "team-a-reader/team-a" of ClusterRole "events-reader"',
      },
    ],
  },
  'templates-reader-token': {
    name: 'templates-reader',
    rights: [
      {
        groups: bothGroups,
        resources: events,
        verbs: reading,
        by: 'ClusterRoleBinding "events-reader" of ClusterRole "events-reader"',
      },
      {
        groups: [''],
        resources: ['configmaps'],
        verbs: reading,
        namespaces: ['team-a'],
        names: ['templates'],
        by: 'RoleBinding "templates-reader/team-a" of Role "templates-reader"',
      },
      {
        groups: [''],
        resources: ['configmaps'],
        verbs: ['get'],
        namespaces: ['team-b'],
        names: ['templates'],
        by: 'RoleBinding "templates-getter/team-b" of Role "templates-getter"',
      },
    ],
  },
  'core-reader-token': {
    name: 'core-reader',
    rights: [
      {
        groups: [''],
        resources: events,
        verbs: reading,
        by: 'ClusterRoleBinding "core-reader" of ClusterRole "core-events-reader"',
      },
    ],
  },
};

/** Who a request without a bearer token is. */
export const anonymous: User = { name: 'system:anonymous', rights: [] };

/** Open to all. */
const publicPaths = new Set(['/version', '/livez', '/readyz', '/healthz']);
/** Open to whoever has a token. */
const authenticatedPaths = /^\/(api|apis|openapi)(\/|$)/;

const covers = (list: readonly string[], one: string) => list.includes('*') || list.includes(one);

/** The right that allows it, if any; the first that fits. */
export function allowedBy(
  user: User,
  wanted: Pick<Target, 'verb' | 'group' | 'resource' | 'namespace'> & Partial<Pick<Target, 'name'>>,
): Right | undefined {
  return user.rights.find(
    (right) =>
      covers(right.groups, wanted.group) &&
      covers(right.resources, wanted.resource) &&
      covers(right.verbs, wanted.verb) &&
      (right.namespaces === undefined || right.namespaces.includes(wanted.namespace)) &&
      (right.names === undefined || right.names.includes(wanted.name ?? '')),
  );
}

function mayPath(user: User, path: string): boolean {
  const bare = path.replace(/\/+$/, '');
  if (publicPaths.has(bare)) return true;
  if (user !== anonymous && authenticatedPaths.test(bare)) return true;
  return user.rights.some((right) => right.groups.includes('*') && right.verbs.includes('*'));
}

/** The 403 that says which verb, resource and namespace are missing. */
export function forbidden(user: User, target: Target): Refusal {
  if (!target.isResource) {
    const message = `forbidden: User "${user.name}" cannot ${target.verb} path "${target.path}"`;
    return new Refusal(403, 'Forbidden', message, {});
  }
  const { verb, group, resource, name, namespace } = target;
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const of = name === '' ? qualified : `${qualified} "${name}"`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${of} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
  const details = {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  };
  return new Refusal(403, 'Forbidden', message, details);
}

/** 401. */
export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'Unauthorized');
}

/** Anyone with a token may ask about themselves. */
const selfReview = (target: Target) =>
  target.group === 'authorization.k8s.io' && target.resource === 'selfsubjectaccessreviews' && target.verb === 'create';

/** @throws Refusal 403 when the user may not. */
export function authorise(user: User, target: Target): void {
  if (!target.isResource) {
    if (!mayPath(user, target.path)) throw forbidden(user, target);
    return;
  }
  if (user !== anonymous && selfReview(target)) return;
  if (!allowedBy(user, target)) throw forbidden(user, target);
}

/**
 * Who sends a request.
 * @throws Refusal 401 for a bearer token that nobody has.
 */
export function authenticate(users: ReadonlyMap<string, User>, authorization: string | undefined): User {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return anonymous;
  const user = users.get(token);
  if (!user) throw unauthorized();
  return user;
}
