// Command thinker3d lets a robot think in 3D: cameras in, a spatial answer and an imagined scene out.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/thinker3d/thinker3d/config/rosargs"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	rest, ros := rosargs.Split(os.Args[1:])
	root := newRootCommand(ros)
	root.SetArgs(rest)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		stop()
		os.Exit(1)
	}
}
