// Command soakgate decides whether a Go dependency update may merge.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	tuneRuntime()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, processWorld(), os.Args[1:])
	stop()
	os.Exit(code)
}
