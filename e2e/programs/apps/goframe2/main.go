// A server as gf 2 lays one out.
package main

import (
	"github.com/gogf/gf/v2/os/gctx"

	"example.test/goframe2/internal/cmd"
)

func main() {
	cmd.Main.Run(gctx.GetInitCtx())
}
