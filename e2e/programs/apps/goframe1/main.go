// A server as gf 1 lays one out: config, template and api beside main.
package main

import (
	"github.com/gogf/gf/frame/g"
	"github.com/gogf/gf/os/gcmd"
	"github.com/gogf/gf/util/gconv"

	"example.test/goframe1/app/api/hello"
)

func main() {
	s := g.Server()
	s.SetPort(gconv.Int(gcmd.GetOpt("p", "8199")))
	s.BindHandler("/", hello.Index)
	s.Run()
}
