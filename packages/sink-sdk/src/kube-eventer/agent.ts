/** The User-Agent of kube-eventer's own requests, as recorded: that of Go's client (https://pkg.go.dev/net/http). */
export const kubeEventerAgent = 'Go-http-client/1.1';
