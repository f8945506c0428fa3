/** How to reach one API server and as whom: plain values, so that they cross a thread's boundary. */
export interface Access {
  /** `https://host:port`, with a path prefix where a gateway has one; no trailing slash. */
  readonly server: string;
  /** Where it was found, for messages: `context "prod" of /home/me/.kube/config`. */
  readonly origin: string;
  /** PEM; undefined: the machine's own authorities. */
  readonly ca: string | undefined;
  /** PEM of a client certificate and its key. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly skipTlsVerify: boolean;
  /** The name to expect in the server's certificate; undefined: that of the address. */
  readonly tlsServerName: string | undefined;
  readonly proxyUrl: string | undefined;
  /** `authorization` (bearer token or basic) and impersonation headers. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Files that are read again, because they are replaced while the daemon runs. */
  readonly files: AccessFiles;
  /** Unix ms after which the credentials have to be got anew; undefined: they say nothing of it. */
  readonly expiresAt: number | undefined;
  /** An OIDC refresh that the identity provider may not repeat; to be handed back next time. */
  readonly refreshed: RefreshedTokens | undefined;
}

/** Absolute paths. */
export interface AccessFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** A bearer token, white space around it ignored. */
  readonly token?: string;
}

/** OIDC tokens that replace those of the kubeconfig, as long as it still has `from`. */
export interface RefreshedTokens {
  /** The refresh token in the kubeconfig that they came from. */
  readonly from: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

/** Where to look for a cluster. */
export interface AccessRequest {
  /** Path of a kubeconfig; undefined: in the pod, else KUBECONFIG, else ~/.kube/config. */
  readonly kubeconfig: string | undefined;
  /** Context to use; undefined: the current one. */
  readonly context: string | undefined;
  readonly refreshed: RefreshedTokens | undefined;
}
