// Package cmd has the program's command.
package cmd

import (
	"context"

	"github.com/gogf/gf/v2/frame/g"
	"github.com/gogf/gf/v2/net/ghttp"
	"github.com/gogf/gf/v2/os/gcmd"

	"example.test/goframe2/internal/controller/hello"
)

// Main serves.
var Main = gcmd.Command{
	Name:  "main",
	Usage: "main",
	Brief: "serves",
	Arguments: []gcmd.Argument{
		{Name: "port", Short: "p", Brief: "where it listens"},
	},
	Func: func(_ context.Context, parser *gcmd.Parser) error {
		s := g.Server()
		s.SetAddr("127.0.0.1:" + parser.GetOpt("port", "8000").String())
		s.Use(ghttp.MiddlewareHandlerResponse)
		s.Group("/", func(group *ghttp.RouterGroup) { group.Bind(hello.Controller{}) })
		s.Run()
		return nil
	},
}
