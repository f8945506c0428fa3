package main

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// breakableStreams makes etcd's streams end with the context. Without it a stop waits seven seconds for the API server to let go of
// its watches, and serves them all the while, which no etcd that dies does.
func breakableStreams(stopping context.Context) grpc.ServerOption {
	return grpc.ChainStreamInterceptor(
		func(server any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			ctx, cancel := context.WithCancel(stream.Context())
			defer cancel()
			defer context.AfterFunc(stopping, cancel)()
			err := handle(server, breakableStream{stream, ctx})
			if stopping.Err() != nil {
				// What a client is told by a lost connection: it tries again. Another code would end the watch for good.
				return status.Error(codes.Unavailable, "etcd stops")
			}
			return err
		})
}

type breakableStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s breakableStream) Context() context.Context { return s.ctx }
